using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;
using WeatherKd.Ingestion;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>POST /api/v1/pipeline/quarantine/retry</c>: an operator lets a file arrive once more.</summary>
internal sealed class QuarantineEndpoint(QuarantineRetry retry)
{
    /// <summary>Longest name of a blob, with its container's.</summary>
    private const int LongestName = 1100;

    public async Task<IResult> RetryAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        const string Needed = "a file's container and name, as the quarantine lists it";
        var asked = await RequestBody.ReadAsync<QuarantineRequest>(context, "a JSON object with file");
        var file = asked.File ?? throw BadParameterException.Missing("file", Needed);
        if (file.Length > LongestName || file.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new BadParameterException("file", file, Needed);
        }

        return await retry.TryAsync(file, context.RequestAborted)
            ? Answer.Json(new { File = file }, StatusCodes.Status202Accepted)
            : throw new NotFoundException($"The file {file} is not in quarantine.");
    }
}

/// <summary>What an operator sends along.</summary>
internal sealed record QuarantineRequest
{
    /// <summary>Container and name of the file.</summary>
    public string? File { get; init; }
}
