using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Recent;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>POST /api/v1/pipeline/retrain</c>: an operator asks for a retraining on the newest run of a model.</summary>
internal sealed class RetrainEndpoint(IWorkflowClient workflows, StudentRegistry registry, RecentStore hot, TimeProvider clock)
{
    public async Task<IResult> PostAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var asked = await RequestBody.ReadAsync<RetrainRequest>(context, "nothing, or a JSON object with model and reason");
        if (asked.Model is not null && !Station.IsValidId(asked.Model))
        {
            throw new BadParameterException("model", asked.Model, "1 to 64 letters, digits, '-', '_' and '.'");
        }

        var reason = RequestBody.Reason(asked.Reason, "asked for by an operator");
        var model = asked.Model ?? await ModelInServiceAsync(context.RequestAborted);
        var run = await NewestRunAsync(model, context.RequestAborted)
            ?? throw new ConflictException($"No recent run of the model '{model}' is stored: there is nothing to train on.");

        // The run's own instance may have ended long ago, and ids are used once; a second click within the same minute is the same act.
        var id = $"{RetrainingRequest.InstanceId(model, run)}-{UtcTime.FormatForName(clock.GetUtcNow())}";
        var started = await workflows.StartAsync(id, new RetrainingRequest(model, run, reason, Activity.Current?.Id), context.RequestAborted);
        return Answer.Json(new { Id = id, Model = model, Run = run, Started = started }, StatusCodes.Status202Accepted, ("Location", $"{ApiAddress.Prefix}/pipeline/runs/{id}"));
    }

    private async Task<string> ModelInServiceAsync(CancellationToken cancellationToken)
    {
        var champion = await registry.ChampionAsync(cancellationToken);
        var manifest = champion is null ? null : await registry.FindAsync(champion.Value.Student, cancellationToken);
        return manifest?.Lineage.Model
            ?? throw BadParameterException.Missing("model", "the model's name, because no student is in service whose model could be meant");
    }

    private async Task<DateTimeOffset?> NewestRunAsync(string model, CancellationToken cancellationToken)
    {
        var view = await hot.ViewAsync(cancellationToken);
        var newest = view.Stations.Max(s => view.Teacher(model, s)?.RunHours is { Count: > 0 } runs ? runs[^1] : (int?)null);
        return newest is { } hour ? HourIndex.ToTime(hour) : null;
    }
}

/// <summary>What an operator asks for.</summary>
internal sealed record RetrainRequest
{
    /// <summary>The numerical model; null for that of the student in service.</summary>
    public string? Model { get; init; }

    /// <summary>Why, for the history.</summary>
    public string? Reason { get; init; }
}
