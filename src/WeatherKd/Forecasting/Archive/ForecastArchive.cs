using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WeatherKd.Storage;
using WeatherKd.Telemetry;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// Keeps what was issued, in <c>archive/issued/&lt;issue day&gt;/…parquet</c>, append only. A request only puts its forecast into a queue;
/// a writer in the background gathers and uploads. Disposing writes what waits, so that a clean stop loses nothing; a crash loses at most
/// what was issued within <see cref="ArchiveOptions.LongestWait"/>. Two instances that issue the same forecast both write it; readers count
/// it once.
/// </summary>
public sealed class ForecastArchive : IIssuedForecastSink, IAsyncDisposable
{
    /// <summary>Folder of the forecasts that were shown.</summary>
    public const string Issued = "issued";

    /// <summary>Folder of a challenger's forecasts, which nobody was shown.</summary>
    public const string Shadow = "shadow";

    /// <summary>Most keys that are cached, so that one process writes a forecast once.</summary>
    private const int MostCached = 50_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly WeatherStorage _storage;
    private readonly ArchiveOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<ForecastArchive> _logger;
    private readonly Channel<(string Folder, IssuedForecast Forecast)> _queue;
    private readonly CancellationTokenSource _stop = new();
    private readonly Counter<long> _lost;
    private readonly Task _writer;
    private HashSet<(string, string, string, DateTimeOffset, DateTimeOffset?, DateTimeOffset?)> _seen = [];
    private bool _disposed;

    /// <summary>Starts the writer.</summary>
    public ForecastArchive(
        WeatherStorage storage,
        IOptions<ArchiveOptions> options,
        IMeterFactory meters,
        TimeProvider clock,
        ILogger<ForecastArchive> logger)
    {
        _storage = storage;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _queue = Channel.CreateBounded<(string, IssuedForecast)>(new BoundedChannelOptions(_options.Capacity) { SingleReader = true });
        _lost = meters.Create(WatchMeter.Name)
            .CreateCounter<long>("weatherkd.archive.lost", description: "Forecasts served and not archived because storage was away");
        _writer = Task.Run(WriteAsync);
    }

    /// <inheritdoc/>
    public void Add(IssuedForecast forecast) => Add(Issued, forecast);

    /// <summary>Takes a challenger's forecast. Returns at once.</summary>
    public void AddShadow(IssuedForecast forecast) => Add(Shadow, forecast);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _queue.Writer.TryComplete();
        await _stop.CancelAsync();
        await _writer;
        _stop.Dispose();
    }

    private void Add(string folder, IssuedForecast forecast)
    {
        if (!_queue.Writer.TryWrite((folder, forecast)))
        {
            _lost.Add(1);
            _logger.LogError(
                "The forecast of {Station} from {Origin:u} is not archived: the queue is full or closed",
                forecast.Station,
                forecast.Origin);
        }
    }

    private async Task WriteAsync()
    {
        var batch = new List<(string Folder, IssuedForecast Forecast)>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            await GatherAsync(batch);
            foreach (var file in batch.GroupBy(f => (f.Folder, Day: DateOnly.FromDateTime(f.Forecast.IssuedAt.UtcDateTime))))
            {
                await UploadAsync($"{file.Key.Folder}/{file.Key.Day:yyyy-MM-dd}", [.. file.Select(f => f.Forecast)]);
            }

            batch.Clear();
        }
    }

    /// <summary>
    /// Takes what waits, and then what comes until the batch is full or its first has waited long enough. After the stop it only takes what
    /// waits.
    /// </summary>
    private async Task GatherAsync(List<(string Folder, IssuedForecast Forecast)> batch)
    {
        using var patience = new CancellationTokenSource(_options.LongestWait, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        try
        {
            do
            {
                while (batch.Count < _options.LargestBatch && _queue.Reader.TryRead(out var next))
                {
                    if (IsNew(next.Folder, next.Forecast))
                    {
                        batch.Add(next);
                    }
                }
            }
            while (batch.Count < _options.LargestBatch && await _queue.Reader.WaitToReadAsync(either.Token));
        }
        catch (OperationCanceledException)
        {
            // Time to write what there is.
        }
    }

    private bool IsNew(string folder, IssuedForecast f)
    {
        if (_seen.Count >= MostCached)
        {
            _seen = [];
        }

        return _seen.Add((folder, f.Station, f.Student, f.Origin, f.Run, f.LastObservation));
    }

    private async Task UploadAsync(string folder, IReadOnlyList<IssuedForecast> forecasts)
    {
        var rows = ArchiveColumns.ToRows(forecasts);
        using var content = new MemoryStream();
        await using (var file = await rows.CreateFileAsync(content, CancellationToken.None))
        {
            await file.AppendAsync(rows, CancellationToken.None);
        }

        // The name is new, so nothing is ever written over; its time keeps a day's files in order.
        var blob = _storage.Archive.GetBlobClient(
            $"{folder}/{_clock.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmssfff}-{Guid.NewGuid():N}.parquet");
        while (true)
        {
            try
            {
                content.Position = 0;
                await blob.UploadAsync(content, new BlobUploadOptions
                {
                    Metadata = ArchiveFile.MetadataOf(forecasts),
                }, CancellationToken.None);
                return;
            }
            catch (Exception e) when (e is Azure.RequestFailedException or IOException or AggregateException
                && !_stop.IsCancellationRequested)
            {
                _logger.LogWarning(e, "{Count} forecasts wait for storage to come back", forecasts.Count);
                await Task.Delay(RetryAfter, _clock);
            }
            catch (Exception e) when (e is Azure.RequestFailedException or IOException or AggregateException)
            {
                _lost.Add(forecasts.Count);
                _logger.LogError(e, "{Count} forecasts are not archived: storage was away when the service stopped", forecasts.Count);
                return;
            }
        }
    }
}
