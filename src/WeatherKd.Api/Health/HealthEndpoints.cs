using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Recent;

namespace WeatherKd.Api.Health;

/// <summary>
/// <c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: it can forecast, because a student is loaded and storage can be read.
/// </summary>
internal sealed class HealthEndpoints(ChampionSession champion, RecentStore recent, ILogger<HealthEndpoints> logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    public static Task<IResult> LiveAsync(HttpContext context) => Task.FromResult<IResult>(Answer.Json(new { Status = "live" }));

    public async Task<IResult> ReadyAsync(HttpContext context)
    {
        try
        {
            await recent.ViewAsync([], context.RequestAborted);
            using var student = await champion.BorrowAsync(context.RequestAborted);
            return Answer.Json(new { Status = "ready", Student = student.Student, student.Fault });
        }
        catch (NoChampionException e)
        {
            return NotReady("no-student", e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogWarning(e, "Not ready");
            return NotReady("storage", "Storage cannot be read, or no student can be loaded from it.");
        }
    }

    private static Problem NotReady(string type, string detail) =>
        new(StatusCodes.Status503ServiceUnavailable, type, "Not ready", detail) { RetryAfter = Retry };
}
