using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting.Archive;
using WeatherKd.NumericalModels.Checks;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// <c>GET /api/v1/pipeline</c>: last files, quarantine, flagged runs, alarms, and the rolling skill of the service. Listing storage costs,
/// so an answer serves everybody for a few seconds.
/// </summary>
internal sealed class PipelineEndpoint(
    ArrivedFiles files,
    StandingAlarms alarms,
    RollingSkill skill,
    CheckLedger findings,
    TimeProvider clock,
    ILogger<PipelineEndpoint> logger)
{
    private const int FlaggedDays = 40;
    private const int FlaggedRuns = 20;

    private readonly RefreshedCache<Answer> _answer = new(
        "The pipeline's state",
        token => ReadAsync(files, alarms, skill, findings, clock.GetUtcNow().AddDays(-FlaggedDays), token),
        TimeSpan.FromSeconds(5),
        clock,
        logger);

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        return await _answer.GetAsync(context.RequestAborted);
    }

    /// <summary>The next answer is read anew: something was changed that it tells.</summary>
    public void Forget() => _answer.Forget();

    private static async Task<Answer> ReadAsync(
        ArrivedFiles files,
        StandingAlarms alarms,
        RollingSkill skill,
        CheckLedger findings,
        DateTimeOffset flaggedFrom,
        CancellationToken cancellationToken)
    {
        var scores = await skill.ReadAsync(cancellationToken);
        var standing = await alarms.ReadAsync(cancellationToken);
        return Answer.Json(new
        {
            standing.Freshness,
            standing.Alarms,
            standing.Acknowledged,
            Skill = scores is null ? null : new { scores.At, scores.Challenger, Scores = scores.Summary.ToList() },
            Files = await files.NewestAsync(cancellationToken),
            FlaggedRuns = (await findings.ReadAsync(flaggedFrom, cancellationToken)).Take(FlaggedRuns),
            Quarantine = await files.QuarantinedAsync(cancellationToken),
        });
    }
}
