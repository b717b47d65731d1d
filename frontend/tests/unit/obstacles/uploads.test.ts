import { describe, expect, it } from 'vitest'
import { unfitness } from '../../../src/obstacles/uploads.svelte'

const LIMITS = {
  escalation_days: 7,
  attachment_max_bytes: 1000,
  attachments_most: 3,
  attachment_types: ['image/jpeg', 'application/pdf'],
}
const of = (name: string, type: string, size = 100) => unfitness({ name, type, size }, 0, LIMITS)

describe('a file for an obstacle', () => {
  it('is sent where it is a picture or a PDF of an allowed size', () => {
    expect(of('anh.jpg', 'image/jpeg', 1000)).toBeNull()
    expect(of('bien-ban.pdf', 'application/pdf')).toBeNull()
  })

  it('is sent for the server to look at where the phone does not know what it is', () => {
    expect(of('anh', '')).toBeNull()
  })

  it('is refused at once where the server would refuse it', () => {
    expect(of('bang.xlsx', 'application/vnd.ms-excel')).toBe('wrongType')
    expect(of('anh.jpg', 'image/jpeg', 1001)).toBe('tooLarge')
    expect(of('anh.jpg', 'image/jpeg', 0)).toBe('empty')
    expect(unfitness({ name: 'anh.jpg', type: 'image/jpeg', size: 1 }, 3, LIMITS)).toBe('tooMany')
  })

  it('is told how to be saved where a phone made a HEIC of it, with or without its type', () => {
    expect(of('IMG_1.HEIC', '')).toBe('heic')
    expect(of('anh', 'image/heif')).toBe('heic')
  })
})
