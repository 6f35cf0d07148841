using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Watch;

namespace WeatherKd.Api.Pipeline;

/// <summary>
/// <c>POST /api/v1/pipeline/alarms/acknowledge</c>: an operator has seen alarms, which takes them off the page until they are over.
/// </summary>
internal sealed class AlarmsEndpoint(WatchRound watch, PipelineEndpoint pipeline)
{
    private const int MostNames = 1000;
    private const string Names = "names of alarms as the pipeline's answer gives them under keys, or all as true";

    public async Task<IResult> AcknowledgeAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var asked = await RequestBody.ReadAsync<AlarmsRequest>(context, "a JSON object with alarms or all, and reason");
        switch (asked)
        {
            case { Alarms: { Count: > 0 }, All: true }:
                throw BadParameterException.Both("all", "alarms");
            case { Alarms: null or { Count: 0 }, All: false }:
                throw BadParameterException.Missing("alarms", Names);
            case { Alarms.Count: > MostNames }:
                throw new BadParameterException("alarms", $"{asked.Alarms.Count} names", $"at most {MostNames} names, or all as true");
        }

        var reason = asked.Reason is { Length: > 0 } said ? RequestBody.Reason(said, said) : null;
        try
        {
            var seen = await watch.AcknowledgeAsync(asked.All ? null : asked.Alarms, "operator", reason, context.RequestAborted);
            pipeline.Forget();
            return Answer.Json(new { Acknowledged = seen.Select(SeenAlarm.Of).ToList() });
        }
        catch (InvalidDataException e)
        {
            throw new NotFoundException(e.Message);
        }
    }
}

/// <summary>What an operator has seen.</summary>
internal sealed record AlarmsRequest
{
    /// <summary>Keys or kinds of alarms; null with <see cref="All"/>.</summary>
    public IReadOnlyList<string>? Alarms { get; init; }

    /// <summary>Whether all that stand are meant.</summary>
    public bool All { get; init; }

    /// <summary>What they say about it.</summary>
    public string? Reason { get; init; }
}
