using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Functions;

/// <summary>
/// Names the invocation in each line that a function logs, by the key under which the worker's channel to its host looks for it. The
/// OpenTelemetry package's own scope has another key, and
/// what reaches the host without an invocation appears neither on its console nor in Azure's log stream
/// (github.com/Azure/azure-functions-dotnet-worker/issues/3487 and 3489).
/// </summary>
internal sealed class InvocationLogScope(ILogger<InvocationLogScope> logger) : IFunctionsWorkerMiddleware
{
    /// <summary>The worker's <c>TraceConstants.InternalKeys.FunctionInvocationId</c>.</summary>
    internal const string InvocationId = "AzureFunctions_InvocationId";

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { [InvocationId] = context.InvocationId });
        await next(context);
    }
}
