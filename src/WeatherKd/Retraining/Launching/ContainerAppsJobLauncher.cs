using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure;
using Azure.Core;
using Microsoft.Extensions.Logging;
using WeatherKd.Telemetry;

namespace WeatherKd.Retraining.Launching;

/// <summary>
/// Runs training jobs as executions of an Azure Container Apps job, through the Azure Resource Manager API
/// (<see href="https://learn.microsoft.com/rest/api/resource-manager/containerapps/jobs"/>).
/// The caller's identity needs <c>Microsoft.App/jobs/read</c>, <c>…/jobs/start/action</c>, <c>…/jobs/stop/execution/action</c>,
/// <c>…/jobs/executions/read</c> and <c>…/jobs/execution/read</c> on the job.
/// </summary>
public sealed class ContainerAppsJobLauncher(
    ContainerAppsJobOptions options,
    TokenCredential credential,
    ILogger<ContainerAppsJobLauncher> logger)
    : ITrainingLauncher
{
    private const string JobVariable = "WEATHERKD_JOB";
    private const string AttemptVariable = "WEATHERKD_ATTEMPT";
    private readonly ResourceManagerApi _api = new(options, credential);

    /// <inheritdoc/>
    /// <exception cref="RequestFailedException">The API refuses, or fails beyond the retries.</exception>
    public async Task<string> StartAsync(string job, int attempt, CancellationToken cancellationToken)
    {
        // The API has no key against a double start. An answer that was lost is found again by what the execution was told.
        if (await FindAsync(job, attempt, cancellationToken) is { } started)
        {
            return started;
        }

        var definition = await _api.GetAsync(string.Empty, cancellationToken)
            ?? throw new RequestFailedException(
                404,
                $"There is no Container Apps job {options.ResourceId}; TrainingJob:ResourceId names it.");
        var answer = await _api.PostAsync("/start", TemplateFor(definition, job, attempt), cancellationToken);
        var execution = (string?)answer?["name"]
            ?? await FindAsync(job, attempt, cancellationToken)
            ?? throw new RequestFailedException(
                $"Container Apps accepted the start of {job} and does not list its execution yet; ask again.");
        logger.LogInformation("Training job {Job} started as execution {Execution}", job, execution);
        return execution;
    }

    /// <inheritdoc/>
    public async Task<ExecutionState> GetAsync(string job, string execution, CancellationToken cancellationToken)
    {
        var answer = await _api.GetAsync($"/executions/{Uri.EscapeDataString(execution)}", cancellationToken);
        return answer is null
            ? new ExecutionState(ExecutionPhase.Lost, $"Container Apps does not know the execution {execution}")
            : StateOf((string?)answer["properties"]?["status"]);
    }

    /// <inheritdoc/>
    public async Task StopAsync(string job, string execution, CancellationToken cancellationToken)
    {
        // Stopping what has ended is an error to the API, and none to us.
        if ((await GetAsync(job, execution, cancellationToken)).Phase == ExecutionPhase.Running)
        {
            await _api.PostAsync($"/executions/{Uri.EscapeDataString(execution)}/stop", body: null, cancellationToken);
            logger.LogInformation("Training job {Job}: stopped execution {Execution}", job, execution);
        }
    }

    private static ExecutionState StateOf(string? status) => status switch
    {
        // The job's replica is never tried again by the service (replicaRetryLimit 0), so a degraded execution makes no progress.
        "Succeeded" or "Failed" or "Stopped" or "Degraded" => new ExecutionState(ExecutionPhase.Ended, status),
        _ => new ExecutionState(ExecutionPhase.Running, status ?? "no status yet"),
    };

    /// <summary>A start replaces the whole container, so the job's own is sent back with what is special to this execution.</summary>
    private static JsonObject TemplateFor(JsonNode definition, string job, int attempt)
    {
        var container = definition["properties"]?["template"]?["containers"]?[0]
            ?? throw new JsonException("The Container Apps job has no container in properties.template.containers.");
        var environment = new JsonArray();
        foreach (var variable in container["env"]?.AsArray() ?? [])
        {
            environment.Add(variable?.DeepClone());
        }

        environment.Add(new JsonObject { ["name"] = JobVariable, ["value"] = job });
        environment.Add(new JsonObject { ["name"] = AttemptVariable, ["value"] = $"{attempt}" });
        if (Activity.Current?.Id is { } cause)
        {
            environment.Add(new JsonObject { ["name"] = WeatherTelemetry.TraceParentVariable, ["value"] = cause });
        }

        var special = new JsonObject
        {
            ["name"] = container["name"]?.DeepClone(),
            ["image"] = container["image"]?.DeepClone(),
            ["resources"] = container["resources"]?.DeepClone(),
            ["args"] = new JsonArray("--job", job),
            ["env"] = environment,
        };
        if (container["command"] is { } command)
        {
            special["command"] = command.DeepClone();
        }

        return new JsonObject { ["containers"] = new JsonArray(special) };
    }

    private static bool WasTold(JsonNode? execution, string variable, string value) =>
        execution?["properties"]?["template"]?["containers"]?[0]?["env"]?.AsArray()
            .Any(v => (string?)v?["name"] == variable && (string?)v?["value"] == value) ?? false;

    private async Task<string?> FindAsync(string job, int attempt, CancellationToken cancellationToken)
    {
        await foreach (var execution in _api.ListAsync("/executions", cancellationToken))
        {
            if (WasTold(execution, JobVariable, job) && WasTold(execution, AttemptVariable, $"{attempt}"))
            {
                return (string?)execution?["name"];
            }
        }

        return null;
    }
}
