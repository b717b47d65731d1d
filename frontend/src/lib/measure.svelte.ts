export const MEASURES = ['parcels', 'households', 'area_m2'] as const
export type Measure = (typeof MEASURES)[number]

/** What the tables of figures count; one choice for all of them. */
export const measure = $state<{ shown: Measure }>({ shown: 'parcels' })
