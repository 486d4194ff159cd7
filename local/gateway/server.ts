import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { arnOf } from '../account.ts';
import { AwsError } from '../aws/service.ts';
import type { Functions } from '../lambda/functions.ts';
import type { InvocationResult } from '../lambda/invocation.ts';
import { permitsService } from '../lambda/permissions.ts';
import type { Logs } from '../log.ts';
import { Authorizers } from './authorizer.ts';
import { runLambdaIntegration } from './lambda-integration.ts';
import { runMockIntegration } from './mock-integration.ts';
import type { Authorizer, LambdaIntegration, Method, RestApi, Stage } from './model.ts';
import { type GatewayRequest, headerOf, proxyEvent, readRequest, requestContext } from './request.ts';
import { answerFault, GatewayFault, writeAnswer } from './responses.ts';
import { type Match, Routes } from './routes.ts';
import { Throttle } from './throttle.ts';

const BODY_LIMIT = 10 * 1024 * 1024;

export type GatewayOptions = {
  api: RestApi;
  stage: Stage;
  functions: Functions;
  logs: Logs;
  /** Host names that are served; any other is answered as AWS answers an unknown host. */
  hostNames: readonly string[];
  /** Path below which the stage is served: empty for a custom domain, `/<stage>` for the name that AWS gives. */
  basePath: string;
};

/** Answers the requests to one stage of a REST API. */
export function createGateway(options: GatewayOptions): RequestListener {
  const gateway = new Gateway(options);
  return (request, response) => void gateway.serve(request, response);
}

export function gatewayServer(listener: RequestListener): Server {
  const server = createServer(listener);
  // AWS keeps idle connections for some minutes; Node's five seconds would break clients that pool.
  server.keepAliveTimeout = 350_000;
  server.requestTimeout = 0;
  return server;
}

class Gateway {
  private readonly options: GatewayOptions;
  private readonly routes: Routes;
  private readonly throttle: Throttle;
  private readonly authorizers = new Authorizers();

  constructor(options: GatewayOptions) {
    this.options = options;
    this.routes = new Routes(options.api);
    this.throttle = new Throttle(options.stage.throttles);
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = process.hrtime.bigint();
    let requestId = '';
    response.once('close', () => this.logAccess(incoming, response, { startedAt, requestId }));
    const domainName = hostName(incoming.headers.host);
    if (!this.options.hostNames.includes(domainName)) return refuseForbidden(response);
    const body = await readBody(incoming);
    if (body === 'broken') return;
    const request = readRequest(incoming, {
      domainName,
      body: body ?? Buffer.alloc(0),
      port: incoming.socket.localPort ?? 0,
      basePath: this.options.basePath,
    });
    requestId = request.requestId;
    // API Gateway knows no stage by another first segment.
    const { basePath } = this.options;
    if (!`${request.fullPath}/`.startsWith(`${basePath}/`)) return refuseForbidden(response);
    const match = this.routes.find(request.httpMethod, request.path);
    const context = match
      ? requestContext(this.options.api, this.options.stage, request, match)
      : { requestId: request.requestId };
    try {
      if (body === undefined) throw new GatewayFault('REQUEST_TOO_LARGE');
      if (!match) throw new GatewayFault('MISSING_AUTHENTICATION_TOKEN');
      await this.run(match, request, context, response);
    } catch (error) {
      this.fail(error, context, request, response);
    }
  }

  private async run(
    match: Match,
    request: GatewayRequest,
    context: Record<string, unknown>,
    response: ServerResponse,
  ): Promise<void> {
    const { api, stage } = this.options;
    const { method, resourcePath } = match.route;
    if (!this.throttle.allows(method.httpMethod, resourcePath)) throw new GatewayFault('THROTTLED');
    const authorizer = method.authorizerId === undefined ? undefined : api.authorizers.get(method.authorizerId);
    const authorized = authorizer ? await this.authorise(authorizer, match, request) : undefined;
    if (authorized) context.authorizer = authorized;
    checkParameters(api, method, request);
    const { integration } = method;
    if (integration.kind === 'mock') return runMockIntegration(integration, request, context, response);
    const event = proxyEvent(api, stage, request, match, authorized);
    const sourceArn = `${this.apiArn()}/${stage.name}/${request.httpMethod}${resourcePath.replace(/\{[^}]+\}/g, '*')}`;
    await runLambdaIntegration({ api, integration, request, response }, event, (payload) =>
      this.invoke(integration, sourceArn, payload),
    );
  }

  private authorise(authorizer: Authorizer, match: Match, request: GatewayRequest): Promise<Record<string, unknown>> {
    const { api, stage } = this.options;
    const methodArn = `${this.apiArn()}/${stage.name}/${request.httpMethod}${request.path}`;
    const event = () => {
      const { body: _, isBase64Encoded: __, ...rest } = proxyEvent(api, stage, request, match);
      return rest;
    };
    const sourceArn = `${this.apiArn()}/authorizers/${authorizer.id}`;
    return this.authorizers.authorise(authorizer, request, methodArn, event, async (payload) => {
      try {
        return await this.invoke(authorizer, sourceArn, payload);
      } catch (error) {
        if (error instanceof AwsError) throw new GatewayFault('AUTHORIZER_FAILURE');
        throw error;
      }
    });
  }

  /** Invokes as API Gateway: the function's own policy must permit it (or the method names a role). */
  private invoke(
    target: Pick<LambdaIntegration, 'functionArn' | 'credentials'>,
    sourceArn: string,
    payload: Buffer,
  ): Promise<InvocationResult> {
    const { functions, logs } = this.options;
    const resolved = functions.resolve(target.functionArn);
    const { functionName } = resolved.configuration;
    if (
      !target.credentials &&
      !permitsService(functions.permissions(functionName), 'apigateway.amazonaws.com', sourceArn)
    ) {
      logs.write(
        'denied',
        functionName,
        `API Gateway may not invoke ${functionName} for ${sourceArn}: no AWS::Lambda::Permission allows it`,
      );
      throw new GatewayFault('API_CONFIGURATION_ERROR');
    }
    return functions.invoke(resolved, { payload });
  }

  private fail(
    error: unknown,
    context: Record<string, unknown>,
    request: GatewayRequest,
    response: ServerResponse,
  ): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    // An invocation that Lambda refuses or throttles is an internal error of the API (Lambda Developer Guide, "Invoking a
    // Lambda function using an Amazon API Gateway endpoint").
    const fault = error instanceof GatewayFault ? error : new GatewayFault('API_CONFIGURATION_ERROR');
    if (!(error instanceof GatewayFault))
      this.options.logs.write(
        'cloud',
        'gateway',
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      );
    answerFault(this.options.api, fault, context, request, response);
  }

  private apiArn(): string {
    return arnOf('execute-api', this.options.api.id);
  }

  /** One line per request; the request's id is the correlation id, by which `npm run traces` finds the call. */
  private logAccess(
    incoming: IncomingMessage,
    response: ServerResponse,
    { startedAt, requestId }: { startedAt: bigint; requestId: string },
  ): void {
    const ms = (Number(process.hrtime.bigint() - startedAt) / 1e6).toFixed(1);
    const left = response.writableFinished ? '' : ' (client left)';
    const status = response.headersSent ? response.statusCode : '-';
    this.options.logs.write(
      'access',
      this.options.api.name,
      `${incoming.method} ${incoming.url?.split('?')[0]} ${status} ${ms} ms${left} ${requestId}`,
    );
  }
}

function checkParameters(api: RestApi, method: Method, request: GatewayRequest): void {
  const validator = method.validatorId === undefined ? undefined : api.validators.get(method.validatorId);
  if (!validator?.parameters) return;
  const missing = Object.entries(method.requestParameters).flatMap(([source, required]) => {
    const [, , kind, name = ''] = source.split('.');
    const value = kind === 'header' ? headerOf(request, name) : kind === 'querystring' ? request.query?.[name] : 'path';
    return required && !value ? [name] : [];
  });
  if (missing.length > 0)
    throw new GatewayFault('BAD_REQUEST_PARAMETERS', `Missing required request parameters: [${missing.join(', ')}]`);
}

/** The host name without port; IPv6 addresses keep their brackets. */
function hostName(host: string | undefined): string {
  return /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host ?? '')?.[1]?.toLowerCase() ?? '';
}

function refuseForbidden(response: ServerResponse): void {
  writeAnswer(response, {
    status: 403,
    headers: { 'content-type': 'application/json', 'x-amzn-ErrorType': 'ForbiddenException', connection: 'close' },
    body: '{"message":"Forbidden"}',
    requestId: '',
  });
}

/** The body; undefined if it is longer than the gateway takes, `broken` if the client left while sending. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined | 'broken'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) {
      request.resume();
      resolve(undefined);
      return;
    }
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= BODY_LIMIT) chunks.push(chunk);
      else resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve('broken'));
  });
}
