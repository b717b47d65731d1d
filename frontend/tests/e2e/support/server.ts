import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'

const READY_MS = 120_000

/** The program under test. */
export class Server {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** `listen` may end in port 0: a free one. */
  static async start(
    database: string,
    { listen = '127.0.0.1:0', flags = [] as string[] } = {},
  ): Promise<Server> {
    const binary = process.env.MATBANG_BIN
    if (!binary) throw new Error('MATBANG_BIN must name the built program')
    const child = spawn(binary, ['serve', '--listen', listen, ...flags], {
      env: { ...process.env, DATABASE_URL: database },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new Server(child, await announcedAddress(child))
    await server.#ready()
    return server
  }

  get host(): string {
    return new URL(this.url).host
  }

  /** Ends it as an operator does. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM')
  }

  /** Ends it as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill(signal)
    await ended
  }

  async #ready(): Promise<void> {
    const deadline = Date.now() + READY_MS
    while (Date.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null)
      if (answer?.ok) return
      await pause(100)
    }
    await this.kill()
    throw new Error(`${this.url} never became ready`)
  }
}

/** The address that the program prints once it listens. */
function announcedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
      const address = said.match(/http:\/\/[\d.]+:\d+/)?.[0]
      if (address) resolve(address)
    }
    // Both are read to the end: a full pipe would stop the program.
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the program ended with ${code}:\n${said}`)))
  })
}
