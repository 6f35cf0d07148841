using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting.Archive;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>GET /api/v1/pipeline</c>: last files, quarantine, alarms, and the rolling skill of the service. Listing storage costs, so an answer serves everybody for a few seconds.</summary>
internal sealed class PipelineEndpoint(ArrivedFiles files, StandingAlarms alarms, RollingSkill skill, TimeProvider clock) : IDisposable
{
    private readonly RefreshedCache<Answer> _answer = new(token => ReadAsync(files, alarms, skill, token), TimeSpan.FromSeconds(5), clock);

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        return await _answer.GetAsync(context.RequestAborted);
    }

    public void Dispose() => _answer.Dispose();

    private static async Task<Answer> ReadAsync(ArrivedFiles files, StandingAlarms alarms, RollingSkill skill, CancellationToken cancellationToken)
    {
        var scores = await skill.ReadAsync(cancellationToken);
        return Answer.Json(new
        {
            Alarms = await alarms.RaisedAsync(cancellationToken),
            Skill = scores is null ? null : new { scores.At, scores.Challenger, Scores = scores.Summary.ToList() },
            Files = await files.NewestAsync(cancellationToken),
            Quarantine = await files.QuarantinedAsync(cancellationToken),
        });
    }
}
