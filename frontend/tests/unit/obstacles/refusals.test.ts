import { expect, it } from 'vitest'
import { Problem } from '../../../src/api/client'
import { refusals } from '../../../src/obstacles/refusals'
import { OBSTACLE } from './samples'

it('the refusal of several names the obstacle to blame, or the change itself', () => {
  const other = { ...OBSTACLE, id: 13 }
  const problem = new Problem(422, {
    type: '/problems/refused',
    title: '',
    status: 422,
    errors: [
      { pointer: '/items/1/version', detail: 'Vướng mắc này đã đóng.' },
      { pointer: '/change/due_on', detail: 'Hạn phải sau ngày nêu.' },
      { pointer: '/items/7', detail: 'Không có vướng mắc này.' },
    ],
  })
  expect(refusals(problem, [OBSTACLE, other])).toEqual([
    { obstacle: other, detail: 'Vướng mắc này đã đóng.' },
    { obstacle: null, detail: 'Hạn phải sau ngày nêu.' },
    { obstacle: null, detail: 'Không có vướng mắc này.' },
  ])
})
