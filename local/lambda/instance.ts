import type { ChildProcess } from 'node:child_process';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { type FunctionConfiguration, LIMITS } from './configuration.ts';
import { failurePayload, type Pending } from './invocation.ts';

export type InstanceEvents = {
  /** The instance asks for its next invocation. */
  idle(instance: Instance): void;
  /** The process is gone; `initFailure` is the reason if it never became ready. */
  gone(instance: Instance, initFailure?: Buffer): void;
  log(line: string): void;
};

export type Launch = (runtimeApi: string) => ChildProcess;

/**
 * One execution environment: a process of its own and the Runtime API that it polls. It takes one invocation at a
 * time, is killed at its timeout, and is stopped (SIGSTOP) while it is idle, as Lambda freezes environments.
 */
export class Instance {
  readonly tenantId: string | undefined;
  state: 'starting' | 'idle' | 'busy' | 'gone' = 'starting';
  private readonly configuration: FunctionConfiguration;
  private readonly version: string;
  private readonly clockAheadMs: number;
  private readonly events: InstanceEvents;
  private readonly api: Server;
  private child: ChildProcess | undefined;
  private waiting: ServerResponse | undefined;
  private current: Pending | undefined;
  private answering: IncomingMessage | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private freeze: NodeJS.Timeout | undefined;
  private stopped = false;
  private dying = false;
  private initFailure: Buffer | undefined;

  constructor(options: {
    configuration: FunctionConfiguration;
    version: string;
    /** Milliseconds by which its clock is ahead of the local cloud's. */
    clockAheadMs: number;
    tenantId?: string;
    events: InstanceEvents;
  }) {
    this.configuration = options.configuration;
    this.version = options.version;
    this.clockAheadMs = options.clockAheadMs;
    this.tenantId = options.tenantId;
    this.events = options.events;
    this.api = createServer((request, response) => this.serve(request, response));
    this.api.keepAliveTimeout = 0;
    // A streamed answer may take as long as the function may run.
    this.api.requestTimeout = 0;
  }

  start(launch: Launch): void {
    this.api.listen(0, '127.0.0.1', () => {
      if (this.state === 'gone') return;
      const address = this.api.address();
      this.child = launch(`127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`);
      for (const stream of [this.child.stdout, this.child.stderr]) {
        if (stream) createInterface({ input: stream }).on('line', (line) => this.events.log(line));
      }
      this.child.once('error', (error) => this.end(failurePayload('Runtime.ExitError', error.message)));
      this.child.once('exit', (code, signal) => this.exited(code, signal));
      this.deadline = setTimeout(() => {
        this.end(failurePayload('Sandbox.Timedout', `Init took longer than ${LIMITS.initSeconds} seconds`));
      }, LIMITS.initSeconds * 1_000);
    });
  }

  /** Hands over an invocation; only while idle. */
  run(pending: Pending): void {
    const { waiting } = this;
    if (!waiting) throw new Error('The instance does not wait for an invocation.');
    clearTimeout(this.freeze);
    if (this.stopped) {
      this.child?.kill('SIGCONT');
      this.stopped = false;
    }
    this.state = 'busy';
    this.waiting = undefined;
    this.current = pending;
    const limit = this.configuration.timeoutSeconds * 1_000;
    this.deadline = setTimeout(() => this.timedOut(), limit);
    const headers: Record<string, string | number> = {
      'content-type': 'application/json',
      'content-length': pending.payload.length,
      'lambda-runtime-aws-request-id': pending.id,
      'lambda-runtime-deadline-ms': String(Date.now() + this.clockAheadMs + limit),
      'lambda-runtime-invoked-function-arn': pending.invokedArn,
      'lambda-runtime-trace-id': pending.traceId,
    };
    if (pending.tenantId !== undefined) headers['lambda-runtime-aws-tenant-id'] = pending.tenantId;
    waiting.writeHead(200, headers).end(pending.payload);
  }

  /** Freezes the process after `seconds` without work; timers of the function then rest, as they do in Lambda. */
  freezeAfter(seconds: number): void {
    clearTimeout(this.freeze);
    this.freeze = setTimeout(() => {
      if (this.state !== 'idle') return;
      this.stopped = true;
      this.child?.kill('SIGSTOP');
    }, seconds * 1_000);
    this.freeze.unref();
  }

  /** Kills the process; a running invocation fails with `reason`. */
  end(reason?: Buffer): void {
    if (this.state === 'starting') this.initFailure ??= reason;
    else this.fail(reason ?? failurePayload('Runtime.ExitError', 'The instance was stopped.'));
    this.child?.kill('SIGKILL');
    if (!this.child) this.exited(null, null);
  }

  /** Kills the process, as a crash would; its invocation fails once the process is gone. */
  kill(): void {
    this.dying = true;
    this.child?.kill('SIGKILL');
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.next(response);
      return;
    }
    if (path.endsWith('/init/error')) {
      collect(request, (body) => {
        this.initFailure = body;
        response.writeHead(202).end('{"status":"OK"}');
      });
      return;
    }
    const [, id, kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const pending = this.current;
    if (!pending || pending.id !== id) {
      request.resume();
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"errorType":"InvalidRequestID"}');
      return;
    }
    if (kind === 'error') {
      collect(request, (body) => {
        this.finish();
        pending.complete({ kind: 'failure', body, executedVersion: this.version });
        response.writeHead(202).end('{"status":"OK"}');
      });
      return;
    }
    this.answer(pending, request, response);
  }

  private answer(pending: Pending, request: IncomingMessage, response: ServerResponse): void {
    this.answering = request;
    request.on('end', () => {
      this.finish();
      response.writeHead(202).end('{"status":"OK"}');
    });
    pending.complete({
      kind: 'answer',
      streamed: request.headers['lambda-runtime-function-response-mode'] === 'streaming',
      contentType: request.headers['content-type'] ?? 'application/json',
      body: request,
      executedVersion: this.version,
    });
  }

  private next(response: ServerResponse): void {
    // The process is about to be killed, so it gets no further invocation.
    if (this.dying) return;
    clearTimeout(this.deadline);
    this.waiting = response;
    this.state = 'idle';
    this.events.idle(this);
  }

  private finish(): void {
    clearTimeout(this.deadline);
    this.current = undefined;
    this.answering = undefined;
  }

  private timedOut(): void {
    const { timeoutSeconds } = this.configuration;
    const message = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    this.events.log(`${new Date().toISOString()} ${this.current?.id ?? ''} ${message}`);
    this.end(failurePayload('Sandbox.Timedout', `RequestId: ${this.current?.id ?? ''} Error: ${message}`));
  }

  private fail(body: Buffer): void {
    const { current, answering } = this;
    this.finish();
    // An answer that has begun cannot become a failure; the caller sees the connection break.
    if (answering) answering.destroy();
    else current?.complete({ kind: 'failure', body, executedVersion: this.version });
  }

  private exited(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.state === 'gone') return;
    const starting = this.state === 'starting';
    const how = signal ? `signal: ${signal}` : `exit status ${code}`;
    const reason = failurePayload(
      'Runtime.ExitError',
      `RequestId: ${this.current?.id ?? ''} Error: Runtime exited with error: ${how}`,
    );
    this.fail(reason);
    clearTimeout(this.freeze);
    this.state = 'gone';
    this.api.close();
    this.api.closeAllConnections();
    // An invocation that waited for a process killed during its start gets another process.
    this.events.gone(this, starting && !this.dying ? (this.initFailure ?? reason) : undefined);
  }
}

function collect(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => done(Buffer.concat(chunks)));
}
