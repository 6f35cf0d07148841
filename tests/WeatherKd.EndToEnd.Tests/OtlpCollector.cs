using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace WeatherKd.EndToEnd.Tests;

/// <summary>
/// Takes what programs export by OTLP over HTTP. Of the messages only the fields needed are read, by their numbers in opentelemetry-proto
/// 1.9 (<c>trace/v1/trace.proto</c>, <c>metrics/v1/metrics.proto</c>).
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _application;

    private OtlpCollector(WebApplication application) => _application = application;

    /// <summary>Spans received.</summary>
    public ConcurrentQueue<ReceivedSpan> Spans { get; } = new();

    /// <summary>Names of the measurements received.</summary>
    public ConcurrentQueue<string> Metrics { get; } = new();

    /// <summary>Environment of a program that exports here.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var collector = new OtlpCollector(builder.Build());
        collector._application.MapPost("/v1/traces", context => ReadAsync(context, TakeSpans));
        collector._application.MapPost("/v1/metrics", context => ReadAsync(context, TakeMetrics));
        collector._application.MapPost("/v1/logs", _ => Task.CompletedTask);
        await collector._application.StartAsync(cancellationToken);
        return collector;

        // resource_spans 1, scope_spans 2, spans 2; resource_metrics 1, scope_metrics 2, metrics 2.
        void TakeSpans(byte[] body) => Each(body, [1, 2, 2], span => collector.Spans.Enqueue(
            new ReceivedSpan(Field(span, 5).ToStringUtf8(), Hex(Field(span, 1)), Hex(Field(span, 2)), Hex(Field(span, 4)))));
        void TakeMetrics(byte[] body) => Each(body, [1, 2, 2], metric => collector.Metrics.Enqueue(Field(metric, 1).ToStringUtf8()));
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    /// <summary>All messages at the end of a path of field numbers.</summary>
    private static void Each(byte[] message, ReadOnlySpan<int> path, Action<byte[]> take)
    {
        if (path.IsEmpty)
        {
            take(message);
            return;
        }

        foreach (var inner in Fields(message, path[0]))
        {
            Each(inner.ToByteArray(), path[1..], take);
        }
    }

    private static ByteString Field(byte[] message, int number) => Fields(message, number).LastOrDefault() ?? ByteString.Empty;

    private static List<ByteString> Fields(byte[] message, int number)
    {
        var found = new List<ByteString>();
        var input = new CodedInputStream(message);
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == number && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                found.Add(input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return found;
    }

    private static async Task ReadAsync(HttpContext context, Action<byte[]> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        take(body.ToArray());
    }
}

/// <summary>A span as received, its ids in hexadecimal.</summary>
internal sealed record ReceivedSpan(string Name, string Trace, string Id, string Parent);
