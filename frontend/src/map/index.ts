import 'leaflet/dist/leaflet.css'
import './map.css'

export { ClearanceMap } from './clearance-map'
export type {
  BaseMap,
  Box,
  MapOptions,
  MapState,
  MapTexts,
  MapView,
  Padding,
  ParcelChange,
  ProjectStatus,
  Selection,
  Severity,
  Status,
  TilesStatus,
  UnitSeverity,
} from './model'
export { PROJECT_STATUSES, SEVERITIES, STATUSES } from './model'
export { type Colour, PROJECT_COLOURS, SEVERITY_COLOURS, STATUS_COLOURS } from './palette'
