import { describe, expect, it } from 'vitest'
import { narrowed, narrowingOf } from '../../src/parcel/narrowing'

describe('narrowing a list', () => {
  it('keeps what the list is otherwise of', () => {
    expect(narrowed('project=A&status=overdue', 'lapsing=30')).toBe('project=A&status=overdue&lapsing=30')
  })

  it('puts another narrowing in the place of its own, or none', () => {
    expect(narrowed('project=A&lapsing=60', 'warning=too_early')).toBe('project=A&warning=too_early')
    expect(narrowed('project=A&warning=lapsed', '')).toBe('project=A')
    expect(narrowed('project=A&late_by=law&late_step=paid', 'late_by=plan')).toBe('project=A&late_by=plan')
  })

  it('is known from the query', () => {
    expect(narrowingOf('project=A&lapsing=60')).toBe('lapsing=60')
    expect(narrowingOf('warning=out_of_order')).toBe('warning=out_of_order')
    expect(narrowingOf('project=A')).toBe('')
    expect(narrowingOf('late_step=paid&late_by=law')).toBe('late_by=law&late_step=paid')
    expect(narrowingOf('late_by=law')).toBe('late_by=law')
  })
})
