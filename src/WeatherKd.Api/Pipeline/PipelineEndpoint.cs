using Microsoft.AspNetCore.Http;
using WeatherKd.Api.Conventions;

namespace WeatherKd.Api.Pipeline;

/// <summary><c>GET /api/v1/pipeline</c>: last files, quarantine, alarms. Listing storage costs, so an answer serves everybody for a few seconds.</summary>
internal sealed class PipelineEndpoint(ArrivedFiles files, Alarms alarms, TimeProvider clock) : IDisposable
{
    private readonly Remembered<Answer> _answer = new(token => ReadAsync(files, alarms, token), TimeSpan.FromSeconds(5), clock);

    public async Task<IResult> GetAsync(HttpContext context)
    {
        new QueryReader(context.Request.Query).RefuseOthers();
        return await _answer.GetAsync(context.RequestAborted);
    }

    public void Dispose() => _answer.Dispose();

    private static async Task<Answer> ReadAsync(ArrivedFiles files, Alarms alarms, CancellationToken cancellationToken) => Answer.Json(new
    {
        Alarms = await alarms.RaisedAsync(cancellationToken),
        Files = await files.NewestAsync(cancellationToken),
        Quarantine = await files.QuarantinedAsync(cancellationToken),
    });
}
