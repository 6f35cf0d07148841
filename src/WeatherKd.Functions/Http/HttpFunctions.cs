using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using WeatherKd.Api;
using WeatherKd.Functions.Workflow;

namespace WeatherKd.Functions.Http;

/// <summary>The HTTP API and the page. Which address is answered by what stands in <see cref="ApiRoutes"/>, the same for every host.</summary>
public sealed class HttpFunctions(RouteTable routes, DurableWorkflowClient workflows)
{
    /// <summary>Reads: open, or by function key where <see cref="ReadAuthorization"/> is configured so.</summary>
    [Function(ReadAuthorization.Function)]
    public Task<IResult> Read(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client, Access.Read);

    /// <summary>Whatever changes something: by the admin (master) key alone.</summary>
    [Function("Change")]
    public Task<IResult> Change(
        [HttpTrigger(AuthorizationLevel.Admin, "post", "put", "delete", Route = "{*path}")] HttpRequest request,
        [DurableClient] DurableTaskClient client) =>
        AnswerAsync(request, client, Access.Admin);

    private Task<IResult> AnswerAsync(HttpRequest request, DurableTaskClient client, Access access)
    {
        workflows.Use(client);
        return routes.AnswerAsync(request.HttpContext, access);
    }
}
