import { i18n } from './index.svelte'
import { en } from './obstacles-en'
import { type ObstacleMessages, vi } from './obstacles-vi'

/** The sentences of the register of obstacles in the language of the page. */
export function obstacleMessages(): ObstacleMessages {
  return i18n.locale === 'vi' ? vi : en
}
