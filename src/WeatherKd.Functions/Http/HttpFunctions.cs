using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WeatherKd.Api;
using WeatherKd.Functions.Workflow;

namespace WeatherKd.Functions.Http;

/// <summary>
/// The HTTP API and the page. Which address is answered by what stands in <see cref="ApiRoutes"/>, the same for every host.
/// </summary>
public sealed class HttpFunctions(RouteTable routes, DurableWorkflowClient workflows)
{
    /// <summary>Reads: open, or by function key where <see cref="ReadAuthorization"/> is configured so.</summary>
    [Function(ReadAuthorization.Function)]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client, Access.Read);

    /// <summary>The process answers: open even where reads are not, for whoever watches it.</summary>
    [Function("Live")]
    public Task<IResult> Live([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "healthz")] HttpRequest request) =>
        routes.AnswerAsync(request.HttpContext, Access.Read);

    /// <summary>
    /// Whatever changes something: by a key of this function alone. Not by the app's master key, which opens the host's <c>/admin</c> too
    /// and cannot be limited; nor by a key of
    /// <see cref="Read"/>.
    /// </summary>
    [Function("Change")]
    public Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Function, "post", "put", "delete", Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client, Access.Admin);

    private Task<IResult> AnswerAsync(HttpRequest request, DurableTaskClient client, Access access)
    {
        workflows.Use(client);
        return routes.AnswerAsync(request.HttpContext, access);
    }
}
