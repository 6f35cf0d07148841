using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Api.Students;
using WeatherKd.Retraining.Workflow;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>GET /api/v1/pipeline/runs</c> and <c>/pipeline/runs/{id}</c>: the retrainings.</summary>
internal sealed class RunEndpoints(IWorkflowClient workflows, LearningCurves curves)
{
    private const int DefaultCount = 20;
    private const int MostRuns = 200;
    private const int LongestId = 200;

    public async Task<IResult> ListAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var count = reader.Integer("count", 1, MostRuns) ?? DefaultCount;
        reader.RefuseOthers();
        return Answer.Json(new { Runs = await workflows.ListAsync(count, context.RequestAborted) });
    }

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var id = (string)context.Request.RouteValues["id"]!;
        if (id.Length > LongestId || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            throw new BadParameterException("id", id, $"up to {LongestId} letters, digits, '-', '_' and '.'");
        }

        var run = await workflows.FindAsync(id, context.RequestAborted) ?? throw new NotFoundException($"There is no run {id}.");

        // The job of a run that has ended is no longer in its status; the first round's has the run's name.
        var job = run.Status?.Job ?? id;
        var progress = await curves.OfJobAsync(job, context.RequestAborted);
        return Answer.Json(new { Run = run, Progress = progress, MostEpochs = await curves.MostEpochsAsync(job, context.RequestAborted) });
    }
}
