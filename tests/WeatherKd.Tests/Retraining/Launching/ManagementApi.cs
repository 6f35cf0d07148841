using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WeatherKd.Tests.Retraining.Launching;

/// <summary>
/// Plays the part of Azure Resource Manager that the launcher calls, as its reference documents it
/// (learn.microsoft.com/rest/api/resource-manager/containerapps/jobs: Get, Start, Stop Execution; and …/jobs-executions/list), with one
/// job.
/// </summary>
internal sealed class ManagementApi : IAsyncDisposable
{
    public const string Job =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/weather/providers/Microsoft.App/jobs/trainer";
    public const string Token = "token-of-the-identity";

    private readonly WebApplication _app;

    private ManagementApi(WebApplication app) => _app = app;

    /// <summary>Answers to give before the real one, in order: status and <c>retry-after-ms</c>.</summary>
    public ConcurrentQueue<Func<HttpContext, Task<bool>>> Faults { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public List<JsonObject> Executions { get; } = [];

    /// <summary>Whether a start is answered with 202 and no content, as a long-running operation may be.</summary>
    public bool StartsWithoutAnswer { get; set; }

    public int PageSize { get; set; } = 100;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<ManagementApi> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var api = new ManagementApi(app);
        app.Use(api.GuardAsync);
        app.MapGet(Job, () => Results.Text(Definition, "application/json"));
        app.MapGet($"{Job}/executions", api.List);
        app.MapGet($"{Job}/executions/{{name}}", (string name) => api.Find(name) is { } found ? Json(found) : Results.NotFound());
        app.MapPost($"{Job}/start", (Delegate)api.StartExecutionAsync);
        app.MapPost($"{Job}/executions/{{name}}/stop", api.Stop);
        await app.StartAsync(cancellationToken);
        return api;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Fails once with a status and asks to wait.</summary>
    public void FailOnce(int status, string header = "retry-after-ms", string wait = "1") => Faults.Enqueue(context =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers[header] = wait;
        return Task.FromResult(true);
    });

    /// <summary>Does what is asked, and breaks the connection instead of answering.</summary>
    public void LoseTheNextAnswer() => Faults.Enqueue(async context =>
    {
        await StartExecutionAsync(context);
        context.Abort();
        return true;
    });

    private static IResult Json(JsonNode node) => Results.Text(node.ToJsonString(), "application/json");

    private async Task GuardAsync(HttpContext context, RequestDelegate next)
    {
        Calls.Enqueue($"{context.Request.Method} {context.Request.Path.Value![Job.Length..]}");
        if (context.Request.Headers.Authorization != $"Bearer {Token}" || context.Request.Query["api-version"].Count != 1)
        {
            context.Response.StatusCode = 401;
            return;
        }

        // Faults are for what changes something; questions are answered.
        if (context.Request.Method == "POST" && Faults.TryDequeue(out var fault) && await fault(context))
        {
            return;
        }

        await next(context);
    }

    private async Task<IResult> StartExecutionAsync(HttpContext context)
    {
        var template = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var name = $"trainer-{Executions.Count:x7}";
        Executions.Insert(0, new JsonObject
        {
            ["name"] = name,
            ["id"] = $"{Job}/executions/{name}",
            ["properties"] = new JsonObject { ["status"] = "Running", ["template"] = template },
        });
        return StartsWithoutAnswer ? Results.StatusCode(202) : Json(new JsonObject
        {
            ["name"] = name,
            ["id"] = $"{Job}/executions/{name}",
        });
    }

    private IResult List(HttpContext context)
    {
        var skip = int.TryParse(context.Request.Query["skip"], out var s) ? s : 0;
        var page = new JsonObject { ["value"] = new JsonArray([.. Executions.Skip(skip).Take(PageSize).Select(e => e.DeepClone())]) };
        if (skip + PageSize < Executions.Count)
        {
            page["nextLink"] = $"https://{context.Request.Host}{Job}/executions?api-version=2025-01-01&skip={skip + PageSize}";
        }

        return Json(page);
    }

    private IResult Stop(string name)
    {
        Find(name)!["properties"]!["status"] = "Stopped";
        return Results.StatusCode(202);
    }

    private JsonObject? Find(string name) => Executions.Find(e => (string?)e["name"] == name);

    // As infra/ defines it, and as the API gives it back.
    private const string Definition = """
        {
          "name": "trainer",
          "properties": {
            "configuration": { "triggerType": "Manual", "replicaRetryLimit": 0 },
            "template": {
              "containers": [
                {
                  "name": "trainer",
                  "image": "registry.example/trainer:1",
                  "resources": { "cpu": 8, "memory": "56Gi" },
                  "env": [ { "name": "Storage__BlobServiceUri", "value": "https://account.example" } ]
                }
              ]
            }
          }
        }
        """;
}
