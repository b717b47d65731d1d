import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Obstacle } from '../../src/api/types'
import { en as wordsEn } from '../../src/i18n/obstacles-en'
import { type ObstacleMessages, vi as words } from '../../src/i18n/obstacles-vi'
import { vi as t } from '../../src/i18n/vi'
import * as api from './support/api'
import { at, dialog, downloaded, f, panel } from './support/office'
import { areaOf, whoAmI } from './support/people'
import { sidewaysScroll, tooSmall, unreachable } from './support/screen'
import { test } from './support/test'

/** One red pixel, as a camera would hand it over. */
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==',
  'base64',
)

const register = (query: string) => `/?page=${encodeURIComponent(`obstacles?${query}`)}`
const opened = ({ id }: Obstacle) => `/?page=${encodeURIComponent(`obstacles:${id}`)}`
const rows = (page: Page) => page.getByRole('table').locator('tbody tr')
const filters = (page: Page) => page.getByRole('search', { name: words.filters })
const totals = (page: Page) => page.getByRole('region', { name: words.totals.title })
const detail = (page: Page, { id }: Obstacle) =>
  page.getByRole('complementary', { name: words.one(String(id)) })

const figure = (page: Page, label: string) =>
  totals(page).getByRole('term').filter({ hasText: label }).locator('xpath=../dd')

async function total(page: Page): Promise<string> {
  await totals(page).waitFor()
  return figure(page, words.totals.obstacles).innerText()
}

/** A new obstacle of a colleague's on a parcel of a project. */
async function raised(project: string, nth: number, cause = 'MAP'): Promise<Obstacle> {
  const parcel = await api.anyParcel({ project, status: 'on_track' }, nth)
  return api.raiseObstacle({
    project_code: project,
    scope: 'parcel',
    parcels: [parcel.id],
    cause,
    description: `Vướng ranh giới ${crypto.randomUUID().slice(0, 8)}`,
  })
}

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

test('the register is filtered, adds up to what the API says, and its address brings it back', async ({
  visit,
}) => {
  const page = await visit()
  await whoAmI(page, 'admin').click()
  await page.getByRole('button', { name: t.account.obstacles, exact: true }).click()
  const all = await api.obstacles({ open: true })
  await expect.poll(() => total(page)).toBe(f.number(all.total))
  expect(await figure(page, words.totals.overdue).innerText()).toBe(f.number(all.totals.overdue))
  expect(await figure(page, words.totals.escalated).innerText()).toBe(f.number(all.totals.escalated))
  expect(await figure(page, words.totals.parcels).innerText()).toBe(f.number(all.totals.held.parcels))
  expect(await figure(page, words.totals.area).innerText()).toBe(f.hectares(all.totals.held.area_m2))

  const [first] = all.items
  if (!first) throw new Error('the demo has no open obstacle')
  await filters(page).getByLabel(words.project).selectOption(first.project_code)
  await filters(page).getByLabel(words.cause).selectOption(first.cause)
  await page.getByLabel(words.overdueOnly).check()
  const query = { open: true, overdue: true, project: first.project_code, cause: first.cause }
  const some = await api.obstacles(query)
  await expect.poll(() => total(page)).toBe(f.number(some.total))
  await expect.poll(() => rows(page).count()).toBe(Math.min(some.total, 50))

  await page.reload()
  await expect.poll(() => total(page)).toBe(f.number(some.total))
  expect(await page.getByLabel(words.overdueOnly).isChecked()).toBe(true)
  const link = page.getByRole('link', { name: words.csv })
  const [, ...lines] = (await downloaded(page, link))
    .toString()
    .trim()
    .split(/\r?\n(?=\S+;)/)
  expect(lines.length).toBe(some.total)

  await page.getByRole('button', { name: t.filter.clear }).click()
  await expect.poll(() => total(page)).toBe(f.number(all.total))
  await page.goto(register('q=kh%C3%B4ng+ai+n%C3%B3i+th%E1%BA%BF'))
  await page.getByText(words.noneHint).waitFor()
})

test('an obstacle is given to a unit and an officer, its state changes, and the history tells it', async ({
  visit,
}) => {
  const obstacle = await raised('GT02', 11)
  const page = await visit(opened(obstacle))
  const part = detail(page, obstacle)
  await part.getByRole('button', { name: words.assign }).click()
  const assigning = dialog(page, words.assign)
  const unit = obstacle.units.at(-1)
  if (!unit) throw new Error('the obstacle lies in no unit')
  await assigning.getByLabel(words.responsible).selectOption(unit.code)
  await assigning.getByLabel(words.person).selectOption('canbo')
  await assigning.getByLabel(t.obstacle.dueOn).fill('31/12/2099')
  await assigning.getByLabel(t.obstacle.dueOn).press('Tab')
  await assigning.getByRole('button', { name: t.save }).click()
  await assigning.waitFor({ state: 'detached' })
  await part.getByText(f.date('2099-12-31'), { exact: true }).waitFor()
  expect(await api.obstacle(obstacle.id)).toMatchObject({
    responsible_unit_code: unit.code,
    responsible_account: 'canbo',
    due_on: '2099-12-31',
  })

  await part.getByRole('button', { name: words.edit }).click()
  const editing = dialog(page, words.edit)
  await editing.getByRole('radio', { name: t.obstacleState.proposed }).check()
  await editing.getByLabel(t.obstacle.nextAction).fill('Mời hai hộ ký lại biên bản mốc giới')
  await editing.getByLabel(words.note).fill('Đã họp tại xã')
  await editing.getByRole('button', { name: t.save }).click()
  await part.getByText(t.obstacleState.proposed).waitFor()
  await part.getByText('Mời hai hộ ký lại biên bản mốc giới').waitFor()
  await part.getByText(t.history.title).click()
  await part.getByText('Đã họp tại xã').waitFor()

  await page.getByRole('button', { name: t.undo }).last().click()
  await page.getByText(t.undone).waitFor()
  await part.getByText(t.obstacleState.open, { exact: true }).first().waitFor()
})

test('a comment and a picture are added and seen, and other files are refused in clear words', async ({
  visit,
}) => {
  const obstacle = await raised('GT02', 12)
  const page = await visit(opened(obstacle), { expected: [/status of 415/] })
  const part = detail(page, obstacle)
  await part.getByLabel(words.comment).fill('Chủ hộ hẹn gặp sáng thứ hai')
  await part.getByRole('button', { name: words.send }).click()
  await part.getByRole('listitem').filter({ hasText: 'Chủ hộ hẹn gặp sáng thứ hai' }).waitFor()
  expect(await part.getByLabel(words.comment).inputValue()).toBe('')

  const picker = part.locator('input[type=file]')
  await picker.setInputFiles([
    { name: 'mốc giới.png', mimeType: 'image/png', buffer: PICTURE },
    { name: 'so-lieu.xlsx', mimeType: 'application/vnd.ms-excel', buffer: Buffer.from('PK') },
    { name: 'IMG_1.HEIC', mimeType: '', buffer: Buffer.from('heic') },
    { name: 'gia-anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('MZ nothing of the kind') },
  ])
  const shown = part.getByRole('link', { name: words.open('mốc giới.png') }).getByRole('presentation')
  await expect.poll(() => shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBe(1)
  await part.getByRole('alert').filter({ hasText: words.file.wrongType }).waitFor()
  await part.getByRole('alert').filter({ hasText: words.file.heic }).waitFor()
  await part.getByRole('listitem').filter({ hasText: 'gia-anh.jpg' }).getByRole('alert').waitFor()
  const { attachments, comments } = await api.obstacle(obstacle.id)
  expect(attachments.map(({ name }) => name)).toEqual(['mốc giới.png'])
  expect(comments).toHaveLength(1)

  await part.getByRole('button', { name: words.remove('mốc giới.png') }).click()
  const removing = dialog(page, words.removeTitle)
  await removing.getByLabel(words.removeReason).fill('Chụp nhầm thửa')
  await removing.getByRole('button', { name: words.removeNow }).click()
  await part.getByText(words.noAttachments).waitFor()
})

test('what somebody else saved meanwhile is shown before the form is applied again', async ({ visit }) => {
  const obstacle = await raised('GT02', 13)
  const page = await visit(opened(obstacle), { expected: [/status of 412/] })
  const part = detail(page, obstacle)
  await part.getByRole('button', { name: words.edit }).click()
  const editing = dialog(page, words.edit)
  await editing.getByRole('radio', { name: t.obstacleState.cannot_be_resolved }).check()
  await api.editObstacle(obstacle, { next_action: 'Đồng nghiệp đã hẹn gặp hộ' })
  await editing.getByRole('button', { name: t.save }).click()
  await editing.getByText(words.overtaken).waitFor()
  await editing.getByRole('alert').getByText('Đồng nghiệp đã hẹn gặp hộ').waitFor()
  await editing.getByRole('button', { name: t.parcel.applyAgain }).click()
  await editing.waitFor({ state: 'detached' })
  expect(await api.obstacle(obstacle.id)).toMatchObject({
    state: 'cannot_be_resolved',
    next_action: 'Đồng nghiệp đã hẹn gặp hộ',
  })
})

test('several are closed together, or none of them, and the one to blame is named', async ({ visit }) => {
  const both = [await raised('GT02', 14, 'GRAVE'), await raised('GT02', 15, 'GRAVE')] as const
  const page = await visit(register('project=GT02&cause=GRAVE&sort=-opened'), { expected: [/status of 422/] })
  const pick = (one: Obstacle): Locator =>
    rows(page).filter({ hasText: one.description }).getByRole('checkbox')
  for (const one of both) await pick(one).check()
  await page
    .getByText(words.selected(f.number(2), 2))
    .first()
    .waitFor()
  await page.getByRole('button', { name: t.obstacle.close }).click()
  const closing = dialog(page, words.closeMany(f.number(2), 2))
  await closing.getByLabel(t.obstacle.closedOn).fill('02/01/2020')
  await closing.getByLabel(t.obstacle.closedOn).press('Tab')
  await closing.getByLabel(t.obstacle.result).fill('Đã di dời mộ')
  const send = closing.getByRole('button', { name: words.closeMany(f.number(2), 2) })
  await send.click()
  for (const one of both) await closing.getByRole('alert').getByText(one.description).first().waitFor()
  expect((await api.obstacle(both[0].id)).state).toBe('open')

  const { today } = await api.meta()
  await closing.getByLabel(t.obstacle.closedOn).fill(f.date(today))
  await closing.getByLabel(t.obstacle.closedOn).press('Tab')
  await send.click()
  await page.getByText(words.changedMany(f.number(2), 2)).waitFor()
  for (const { id } of both)
    expect(await api.obstacle(id)).toMatchObject({ state: 'resolved', result: 'Đã di dời mộ' })

  await page.goto(opened(both[0]))
  await detail(page, both[0]).getByRole('button', { name: words.reopen }).click()
  await page.getByText(words.reopened).waitFor()
  expect((await api.obstacle(both[0].id)).state).toBe('open')
})

test('one is raised on a whole project with a picture, and stands in the register and the panel', async ({
  visit,
}) => {
  const page = await visit('/?at=project:GT05')
  await panel(page, 'project').getByRole('button', { name: words.raiseOnProject }).click()
  const raising = dialog(page, t.obstacle.raise)
  await raising.getByLabel(t.obstacle.cause).selectOption('CAPITAL')
  const description = `Chưa bố trí vốn ${crypto.randomUUID().slice(0, 8)}`
  await raising.getByLabel(t.obstacle.description).fill(description)
  await raising
    .locator('input[type=file]')
    .setInputFiles({ name: 'to-trinh.png', mimeType: 'image/png', buffer: PICTURE })
  await raising.getByRole('button', { name: t.obstacle.raise }).click()
  await raising.waitFor({ state: 'detached' })
  const { items } = await api.obstacles({ project: 'GT05', q: description })
  expect(items[0]).toMatchObject({ scope: 'project', attachment_count: 1 })
  await page.goto(register(`project=GT05&q=${encodeURIComponent(description)}`))
  await rows(page).getByRole('link').click()
  if (items[0]) await detail(page, items[0]).getByText(words.heldWhole).waitFor()
})

test('whoever may not change an obstacle is not offered to, and the public is asked to log in', async ({
  visit,
}) => {
  const { inside, outside } = await areaOf('hientruong')
  const [own, other] = await Promise.all(
    [inside, outside].map(({ id, project_code }) =>
      api.raiseObstacle({ project_code, scope: 'parcel', parcels: [id], cause: 'ABSENT' }),
    ),
  )
  if (!own || !other) throw new Error('no obstacles')
  const page = await visit(opened(own), { as: 'hientruong' })
  await detail(page, own).getByRole('button', { name: words.edit }).waitFor()
  expect(await detail(page, own).getByRole('button', { name: words.assign }).count()).toBe(0)
  await page.goto(opened(other))
  await detail(page, other).getByText(words.readOnlyRights).waitFor()
  expect(await detail(page, other).getByRole('button', { name: words.edit }).count()).toBe(0)
  expect(await detail(page, other).getByLabel(words.comment).count()).toBe(0)

  const nobody = await visit(register(''), { as: null })
  await nobody.getByLabel(t.login.name).waitFor()
  expect(await nobody.getByRole('table').count()).toBe(0)
})

test('from a parcel one comes to its obstacle and back to the map', async ({ visit }) => {
  const parcel = await api.anyParcel({ project: 'CN01', status: 'blocked' })
  const page = await visit(at(parcel))
  await panel(page, 'parcel').getByRole('article').first().getByRole('link').click()
  await page.getByRole('heading', { name: words.heldTitle }).waitFor()
  await page.getByRole('button', { name: words.toMap }).click()
  await panel(page, 'parcel').waitFor()
})

for (const [where, viewport] of [
  ['a desk', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
  ['a desk zoomed in', { width: 720, height: 450 }],
] as const) {
  test(`on ${where} the register is whole, in both languages`, async ({ visit }) => {
    const [obstacle] = (await api.obstacles({ open: true, sort: '-parcels' })).items
    if (!obstacle) throw new Error('the demo has no open obstacle')
    const hasTouch = viewport.width < 640
    const page = await visit('/', { viewport, hasTouch })
    const look = async (what: string) => {
      expect(await serious(page), what).toEqual([])
      expect(await sidewaysScroll(page), `${what} scrolls sideways`).toBe(0)
      expect(await unreachable(page), `${what} hides controls`).toEqual([])
      if (hasTouch) expect(await tooSmall(page, 44), `${what} has small controls`).toEqual([])
    }
    for (const [locale, own] of [
      ['vi', words],
      ['en', wordsEn],
    ] as [string, ObstacleMessages][]) {
      await page.evaluate((given) => localStorage.setItem('matbang.locale', given), locale)
      await page.goto(register(''))
      await rows(page).first().waitFor()
      await look(`the list in ${locale}`)
      await page.goto(opened(obstacle))
      await page.getByRole('heading', { name: own.attachments }).waitFor()
      await look(`an obstacle in ${locale}`)
      await page.getByRole('button', { name: own.assign }).first().click()
      await dialog(page, own.assign).waitFor()
      await look(`the form in ${locale}`)
    }
  })
}
