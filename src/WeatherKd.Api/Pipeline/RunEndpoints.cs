using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Students;
using WeatherKd.NumericalModels.Checks;
using WeatherKd.Retraining;
using WeatherKd.Retraining.Workflow;
using WeatherKd.Settings;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// <c>GET /api/v1/pipeline/runs</c> and <c>/pipeline/runs/{id}</c>: the retrainings, and the model runs of their time of which values were
/// flagged.
/// </summary>
internal sealed class RunEndpoints(IWorkflowClient workflows, LearningCurves curves, CheckLedger findings)
{
    private const int DefaultCount = 20;
    private const int MostRuns = 200;
    private const int LongestId = 200;
    private const int MostLookedThrough = 1000;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var count = reader.Integer("count", 1, MostRuns) ?? DefaultCount;
        reader.RefuseOthers();
        var runs = await workflows.ListAsync(count, context.RequestAborted);
        var flagged = runs.Count == 0 ? [] : await findings.ReadAsync(runs.Min(r => r.Request.Run), context.RequestAborted);
        return Answer.Json(new { Runs = runs, FlaggedRuns = flagged });
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var id = (string)context.Request.RouteValues["id"]!;
        if (id.Length > LongestId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new BadParameterException("id", id, $"up to {LongestId} letters, digits, '-', '_' and '.'");
        }

        var run = await workflows.FindAsync(id, context.RequestAborted) ?? await BeginningWithAsync(id, context.RequestAborted);

        // The job of a run that has ended is no longer in its status; the first round's has the run's name.
        var job = run.Status?.Job ?? run.Id;
        var progress = await curves.OfJobAsync(job, context.RequestAborted);
        return Answer.Json(new { Run = run, Progress = progress, MostEpochs = await curves.MostEpochsAsync(job, context.RequestAborted) });
    }

    /// <summary>The run whose id begins so, among the newest; that its ids begin alike goes without saying.</summary>
    private async Task<WorkflowInstance> BeginningWithAsync(string given, CancellationToken cancellationToken)
    {
        var whole = given.StartsWith(RetrainingRequest.InstancePrefix, StringComparison.Ordinal)
            ? given
            : RetrainingRequest.InstancePrefix + given;
        var newest = await workflows.ListAsync(MostLookedThrough, cancellationToken);
        return newest.Where(r => r.Id.StartsWith(whole, StringComparison.Ordinal)).ToList() switch
        {
            [var one] => one,
            [] => throw new NotFoundException($"There is no run {given}."),
            var several => throw new AmbiguousIdException(given, "runs", [.. several.Select(r => r.Id)]),
        };
    }
}
