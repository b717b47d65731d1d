import type { Thresholds } from '../api/types'
import type { Format } from '../lib/format'
import type { MapTexts } from '../map/model'
import type { Messages } from './vi'

/** The words that the map writes itself. */
export function mapTexts(t: Messages, f: Format, thresholds: Thresholds): MapTexts {
  return {
    map: t.map.name,
    zoomIn: t.map.zoomIn,
    zoomOut: t.map.zoomOut,
    baseMap: t.map.baseMap,
    baseMapNone: t.map.baseMapNone,
    legend: t.map.legend,
    unitsTitle: t.map.unitsTitle,
    projectsTitle: t.projects.title,
    parcelsTitle: t.map.parcelsTitle,
    cells: t.map.cells,
    severity: t.severity,
    severityHint: severityHints(t, f, thresholds),
    silent: t.silentHint(f.number(thresholds.silent_days)),
    status: t.status,
    blockedHint: t.map.blockedHint,
    worksStopped: t.fact.works_stopped,
    projectStatus: t.projectStatus,
    projectObstacle: t.map.projectObstacle,
    position: t.map.position,
  }
}

/** What makes a unit fall into each class, with the thresholds that the server uses. */
export function severityHints(t: Messages, f: Format, thresholds: Thresholds): MapTexts['severityHint'] {
  return {
    ...t.severityHint,
    critical: t.severityHint.critical(
      f.percent(thresholds.critical_share_late),
      f.number(thresholds.critical_delay_index),
    ),
    serious: t.severityHint.serious(f.percent(thresholds.serious_share_late)),
  }
}
