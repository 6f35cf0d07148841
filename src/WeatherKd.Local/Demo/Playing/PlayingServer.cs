using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using WeatherKd.Series;

namespace WeatherKd.Local.Demo.Playing;

/// <summary>
/// A server on this machine that plays the sources of feeds with simulated weather: <c>/gfs</c>, <c>/hrrr</c>, <c>/ecmwf</c>,
/// <c>/icon-eu</c>, <c>/icon-d2</c>, <c>/metar</c>, <c>/stationinfo</c>, <c>/ghcnh</c> and files that are put into it by hand. It publishes
/// runs with their delay, answers byte ranges and conditions, and can be told to fail. The demo and the tests share it.
/// </summary>
internal sealed class PlayingServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly PlayedWeather _weather;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _delay;
    private readonly ConcurrentDictionary<string, byte[]> _made = new(StringComparer.Ordinal);
    private readonly System.Runtime.CompilerServices.ConditionalWeakTable<byte[], string> _tags = [];

    private PlayingServer(WebApplication application, PlayedWeather weather, TimeProvider clock, TimeSpan delay)
    {
        _application = application;
        _weather = weather;
        _clock = clock;
        _delay = delay;
    }

    /// <summary>Where it answers, with a slash at the end.</summary>
    public Uri Address =>
        new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What it publishes.</summary>
    public PlayedWeather Weather => _weather;

    /// <summary>
    /// Makes a file of GFS and its index otherwise than from the weather, such as with messages of true sizes; null leaves it.
    /// </summary>
    public Func<DateTimeOffset, int, (byte[] Content, string Idx)>? Shape { get; set; }

    /// <summary>Whether nothing is published any more.</summary>
    public bool Withholds { get; set; }

    /// <summary>Files by their path, besides those of the simulated weather; null is a file that was withdrawn.</summary>
    public ConcurrentDictionary<string, byte[]?> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Faults to come.</summary>
    public ConcurrentBag<Fault> Faults { get; } = [];

    /// <summary>What was asked, in order.</summary>
    public ConcurrentQueue<PlayedRequest> Requests { get; } = [];

    /// <summary>Days of observations that GHCNh has.</summary>
    public int GhcnhDays { get; init; } = 75;

    /// <summary>Starts the server on a free port.</summary>
    /// <param name="weather">What it publishes.</param>
    /// <param name="clock">Its clock.</param>
    /// <param name="delay">Time from a run's start until its files are there.</param>
    /// <param name="cancellationToken">Stops the starting.</param>
    public static async Task<PlayingServer> StartAsync(
        PlayedWeather weather,
        TimeProvider clock,
        TimeSpan delay,
        CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        var server = new PlayingServer(application, weather, clock, delay);
        application.Run(server.AnswerAsync);
        await application.StartAsync(cancellationToken);
        return server;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = new PlayedRequest(
            context.Request.Path + context.Request.QueryString.Value,
            context.Request.Headers.Range.ToString(),
            context.Request.Headers.UserAgent.ToString());
        Requests.Enqueue(request);
        var fault = TakeFault(request);
        fault?.Before?.Invoke();
        try
        {
            await SendAsync(context, fault);
        }
        finally
        {
            (request.Status, request.Bytes) = (context.Response.StatusCode, context.Items.TryGetValue("bytes", out var bytes)
                ? (long)bytes!
                : 0);
        }
    }

    private Fault? TakeFault(PlayedRequest request)
    {
        lock (Faults)
        {
            var fault = Faults.FirstOrDefault(f => f.Times > 0 && f.Meets(request));
            if (fault is not null)
            {
                fault.Times--;
            }

            return fault;
        }
    }

    private async Task SendAsync(HttpContext context, Fault? fault)
    {
        var response = context.Response;
        if (fault?.RetryAfter is { } retry)
        {
            response.Headers.RetryAfter = retry;
        }

        if (fault?.Redirect is { } elsewhere)
        {
            response.Redirect(elsewhere);
            return;
        }

        if (fault?.Status is { } status)
        {
            response.StatusCode = status;
            return;
        }

        var content = fault?.IsPage == true
            ? "<!DOCTYPE html><html><body>Maintenance</body></html>"u8.ToArray()
            : Content(context.Request.Path.Value!, context.Request.QueryString.Value ?? "");
        if (content is null)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (fault?.IsPage == true)
        {
            response.ContentType = "text/html";
        }

        var tag = _tags.GetValue(content, c => $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(c))[..16]}\"");
        response.Headers.ETag = tag;
        if (Refused(context.Request, tag) is { } refused)
        {
            response.StatusCode = refused;
            return;
        }

        await SendAsync(context, content, fault);
    }

    private static int? Refused(
        HttpRequest request,
        string tag) => (request.Headers.IfMatch.ToString(), request.Headers.IfNoneMatch.ToString()) switch
    {
        ({ Length: > 0 } match, _) when match != tag => StatusCodes.Status412PreconditionFailed,
        (_, { Length: > 0 } none) when none == tag => StatusCodes.Status304NotModified,
        _ => null,
    };

    private static async Task SendAsync(HttpContext context, byte[] content, Fault? fault)
    {
        var response = context.Response;
        var (start, length) = (0L, (long)content.Length);
        if (fault?.IgnoresRange != true && context.Request.GetTypedHeaders().Range is { } ranges)
        {
            var range = ranges.Ranges.Single();
            start = range.From ?? 0;
            if (start >= content.Length)
            {
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                return;
            }

            var end = Math.Min(range.To ?? long.MaxValue, content.Length - 1);
            length = end - start + 1;
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {start}-{end}/{content.Length}";
        }

        length = Math.Min(length, fault?.Shortened ?? length);
        response.ContentLength = length;
        if (fault?.IsSilent == true)
        {
            await response.StartAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        var sent = Math.Min(length, fault?.CutAfter ?? length);
        var pieces = fault?.IsSlow == true ? 20 : 1;
        for (var piece = 0; piece < pieces; piece++)
        {
            var (from, to) = (sent * piece / pieces, sent * (piece + 1) / pieces);
            await response.Body.WriteAsync(content.AsMemory((int)(start + from), (int)(to - from)), context.RequestAborted);
            if (pieces > 1)
            {
                await response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(TimeSpan.FromMilliseconds(5), context.RequestAborted);
            }
        }

        context.Items["bytes"] = sent;
        if (sent < length)
        {
            // What was sent is read before the line breaks; a reset at once would take it along.
            await response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(100), context.RequestAborted);
            context.Abort();
        }
    }

    private byte[]? Content(string path, string query)
    {
        if (Files.TryGetValue(path, out var file))
        {
            return file;
        }

        var parts = path.Trim('/').Split('/');
        return parts[0] switch
        {
            "gfs" or "hrrr" or "ecmwf" or "icon-eu" or "icon-d2" => Model(parts),
            "metar" => Metar(query),
            "stationinfo" => StationInfo(query),
            "ghcnh" when parts[^1] == "ghcnh-station-list.csv" => Encoding.UTF8.GetBytes(PlayedWeather.StationList()),
            "ghcnh" => Ghcnh(parts[^1]),
            _ => null,
        };
    }

    /// <summary>A file of a model, from the run and the lead in its name.</summary>
    private byte[]? Model(string[] parts)
    {
        var name = parts[^1];
        var (run, lead) = parts[0] switch
        {
            "gfs" => (Run(parts[1][4..] + parts[2]), Number(name.Split(".f")[1].Split('.')[0])),
            "hrrr" => (Run(parts[1][5..] + name[6..8]), Number(name.Split("wrfsfcf")[1].Split('.')[0])),
            "ecmwf" => (Run(name[..10]), Number(name.Split('-')[1].TrimEnd('h'))),
            _ => (Run(name.Split("single-level_")[1][..10]), Number(name.Split("single-level_")[1].Split('_')[1])),
        };
        if (run is not { } start || lead is not { } hours || start + _delay > _clock.GetUtcNow() || Withholds)
        {
            return null;
        }

        if (Shape is { } shape)
        {
            var (content, idx) = shape(start, hours);
            return name.EndsWith(".idx", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(idx) : content;
        }

        return _made.GetOrAdd(string.Join('/', parts), _ =>
        {
            if (parts[0].StartsWith("icon", StringComparison.Ordinal))
            {
                return PlayedField.All.FirstOrDefault(f => name.EndsWith(
                    $"_{f.Dwd}.grib2.bz2",
                    StringComparison.OrdinalIgnoreCase)) is { } field
                    ? Bzip2(_weather.Message(field, start, hours))
                    : [];
            }

            var file = _weather.File(start, hours);
            return name.EndsWith(".idx", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(file.Idx)
                : name.EndsWith(".index", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(file.Index) : file.Content;
        }) is { Length: > 0 } made ? made : null;
    }

    private byte[] Metar(string query)
    {
        var asked = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query);
        var to = DateTimeOffset.ParseExact(
            asked["date"].ToString(),
            "yyyyMMdd_HHmm'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal);
        var hours = Number(asked["hours"].ToString()) ?? 1;
        to = to < _clock.GetUtcNow() ? to : _clock.GetUtcNow();
        return Encoding.UTF8.GetBytes(_weather.Metar(asked["ids"].ToString().Split(','), to.AddHours(-hours), to));
    }

    /// <summary>The stations of the box, or nothing where there is none, which the source answers with 204.</summary>
    private static byte[]? StationInfo(string query)
    {
        var box = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(query)["bbox"].ToString().Split(',');
        var degrees = box.Select(d => double.Parse(d, CultureInfo.InvariantCulture)).ToArray();
        var found = PlayedWeather.StationInfo(degrees[0], degrees[1], degrees[2], degrees[3]);
        return found == "[]" ? null : Encoding.UTF8.GetBytes(found);
    }

    /// <summary>A station's year, up to three days ago, as GHCNh lags behind.</summary>
    private byte[]? Ghcnh(string name)
    {
        var words = Path.GetFileNameWithoutExtension(name).Split('_');
        if (words.Length != 3
            || Number(words[2]) is not { } year
            || PlayedWeather.Stations.FirstOrDefault(s => s.Ghcn == words[1]) is not { } station)
        {
            return null;
        }

        var now = HourIndex.Floor(_clock.GetUtcNow());
        var from = Math.Max(HourIndex.Floor(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero)), now - (24 * GhcnhDays));
        var to = Math.Min(HourIndex.Floor(new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero)) - 1, now - 72);
        return from > to ? null : Encoding.UTF8.GetBytes(_weather.Ghcnh(station, from, to));
    }

    private static byte[] Bzip2(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var stream = SharpCompress.Compressors.BZip2.BZip2Stream.Create(
            packed,
            SharpCompress.Compressors.CompressionMode.Compress,
            decompressConcatenated: false,
            leaveOpen: true))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static DateTimeOffset? Run(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var run)
            ? run
            : null;

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
