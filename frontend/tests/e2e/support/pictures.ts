/** Where the pages of failed tests are left as pictures; seen from `frontend/`. */
export const PICTURES = '../test-results'
