using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Alarms;
using WeatherKd.Storage;

namespace WeatherKd.Watch;

/// <summary>
/// Sends new alarms to a webhook as CloudEvents 1.0 in structured JSON mode (https://github.com/cloudevents/spec, JSON event format).
/// </summary>
public sealed class AlarmWebhook(HttpClient http, IOptions<WatchOptions> options, ILogger<AlarmWebhook> logger)
{
    private static readonly MediaTypeHeaderValue CloudEvent = new("application/cloudevents+json") { CharSet = "utf-8" };

    /// <summary>
    /// Sends an alarm, if there is an address. A receiver that does not answer is logged and stops nothing: the alarm is in the log and in
    /// <c>pipeline/alarms.json</c> too.
    /// </summary>
    public async Task SendAsync(Alarm alarm, CancellationToken cancellationToken)
    {
        if (options.Value.Webhook is not { } address)
        {
            return;
        }

        var body = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["specversion"] = "1.0",
            ["id"] = $"{alarm.Key}/{UtcTime.FormatForName(alarm.Since)}",
            ["source"] = "/weatherkd/watch",
            ["type"] = $"weatherkd.alarm.{JsonNamingPolicy.KebabCaseLower.ConvertName(alarm.Kind.Name)}",
            ["subject"] = alarm.Subject,
            ["time"] = UtcTime.Format(alarm.Since),
            ["datacontenttype"] = "application/json",
            ["data"] = alarm,
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, WeatherJson.Compact));
        content.Headers.ContentType = CloudEvent;
        try
        {
            using var response = await http.PostAsync(address, content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "The webhook {Host} did not take the alarm {Alarm}", address.Host, alarm.Key);
        }
    }
}
