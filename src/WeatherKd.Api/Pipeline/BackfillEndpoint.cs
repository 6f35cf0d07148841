using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Ingestion;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// <c>POST /api/v1/pipeline/backfill</c>: an operator asks the host to read again what lies in the account. The host's timer does it, a
/// few minutes at a time.
/// </summary>
internal sealed class BackfillEndpoint(HistoryBackfill backfill)
{
    public async Task<IResult> PostAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var asked = await RequestBody.ReadAsync<BackfillRequest>(
            context,
            "nothing, or a JSON object with from and to, each a day such as 2021-01-31");
        if (asked.From > asked.To)
        {
            throw new BadParameterException("from", $"{asked.From:yyyy-MM-dd}", $"a day not after to, {asked.To:yyyy-MM-dd}");
        }

        await backfill.AskAsync(asked.From, asked.To, context.RequestAborted);
        return Answer.Json(new { asked.From, asked.To }, StatusCodes.Status202Accepted);
    }
}

/// <summary>What an operator asks for.</summary>
internal sealed record BackfillRequest
{
    /// <summary>First day, by the dates in the files' names; null for all.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day; null for all.</summary>
    public DateOnly? To { get; init; }
}
