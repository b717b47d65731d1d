export type PositionProblem = 'insecure' | 'unsupported' | 'denied' | 'unavailable' | 'timeout'

export interface Position {
  lon: number
  lat: number
  accuracy_m: number
}

const PATIENCE_MS = 20_000
const BY_CODE: Record<number, PositionProblem> = { 1: 'denied', 2: 'unavailable', 3: 'timeout' }

/** Where the phone is, once asked; each asking reads the GPS anew. */
class Whereabouts {
  position = $state.raw<Position | null>(null)
  problem = $state<PositionProblem | null>(null)
  asking = $state(false)

  ask(): void {
    this.problem = null
    // Browsers hide the position from pages that are not served over https.
    if (!isSecureContext) this.problem = 'insecure'
    else if (!navigator.geolocation) this.problem = 'unsupported'
    if (this.problem) return
    this.asking = true
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.asking = false
        this.position = { lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy }
      },
      ({ code }) => {
        this.asking = false
        this.problem = BY_CODE[code] ?? 'unavailable'
      },
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 5_000 },
    )
  }
}

export const whereabouts = new Whereabouts()
