using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Students;

namespace WeatherKd.Api.Students;

/// <summary><c>POST /api/v1/students/{id}/promote</c> and <c>/students/rollback</c>: an operator changes who is in service.</summary>
internal sealed class ServiceEndpoints(StudentRegistry registry, StudentIds ids)
{
    private const string By = "operator";
    private const string Body = "nothing, or a JSON object with reason and expected_sequence";

    public async Task<IResult> PromoteAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var given = (string)context.Request.RouteValues["id"]!;
        var asked = await RequestBody.ReadAsync<ServiceRequest>(context, Body);
        if (asked.To is not null)
        {
            throw new BadParameterException("to", asked.To, "not given: the student is named in the address");
        }

        var id = await ids.ResolveAsync("id", given, context.RequestAborted);
        return await ChangeAsync(async () =>
        {
            var sequence = await ExpectedSequenceAsync(asked, context.RequestAborted);
            return await registry.PromoteAsync(
                id,
                $"operator-{sequence + 1}-{id}",
                By,
                RequestBody.Reason(asked.Reason, "promoted by an operator"),
                sequence,
                context.RequestAborted);
        });
    }

    public async Task<IResult> RollbackAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        var asked = await RequestBody.ReadAsync<ServiceRequest>(context, "nothing, or a JSON object with to, reason and expected_sequence");
        var to = asked.To is null ? null : await ids.ResolveAsync("to", asked.To, context.RequestAborted);
        return await ChangeAsync(async () =>
        {
            await ExpectedSequenceAsync(asked, context.RequestAborted);
            return await registry.RollbackAsync(
                to,
                By,
                RequestBody.Reason(asked.Reason, "rolled back by an operator"),
                context.RequestAborted);
        });
    }

    /// <summary>The number of the champion in service; a refusal where the operator looked at another one.</summary>
    private async Task<long> ExpectedSequenceAsync(ServiceRequest asked, CancellationToken cancellationToken)
    {
        var present = (await registry.ChampionAsync(cancellationToken))?.Value;
        var sequence = present?.Sequence ?? 0;
        return asked.ExpectedSequence is null || asked.ExpectedSequence == sequence
            ? sequence
            : throw new ConflictException(
                $"The service has changed: it is at sequence {sequence} with student {present?.Student ?? "none"}, not at "
                + $"{asked.ExpectedSequence}. Look again before changing it.");
    }

    private static async Task<IResult> ChangeAsync(Func<Task<Champion>> change)
    {
        try
        {
            return Answer.Json(await change());
        }
        catch (Exception e) when (e is InvalidOperationException or StudentDamagedException)
        {
            throw new ConflictException(e.Message, e);
        }
    }
}

/// <summary>What an operator sends along.</summary>
internal sealed record ServiceRequest
{
    /// <summary>Roll-back only: the student to go back to; null for the predecessor.</summary>
    public string? To { get; init; }

    /// <summary>Why, for the history.</summary>
    public string? Reason { get; init; }

    /// <summary>Sequence number of the champion that the operator saw; null does not check.</summary>
    public long? ExpectedSequence { get; init; }
}
