using System.Threading.Channels;
using Azure;
using Microsoft.Extensions.Logging;
using WeatherKd.Recent;
using WeatherKd.Students;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// The challenger's forecasts: where <c>challenger.json</c> names a student, it forecasts in the background for each station and window for
/// which the service does, and its forecasts go to <c>archive/shadow</c>, shown to nobody. Off while no challenger is named; no request
/// waits for it.
/// </summary>
public sealed class ShadowForecasts : IIssuedForecastSink, IAsyncDisposable
{
    /// <summary>How often <c>challenger.json</c> is looked at, while forecasts are issued.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    /// <summary>Stations that may wait. Where more come, the oldest are left out: a shadow that lags must not slow the service.</summary>
    private const int Capacity = 20_000;

    private readonly StudentRegistry _registry;
    private readonly StudentsOnRequest _students;
    private readonly RecentStore _recent;
    private readonly ForecastArchive _archive;
    private readonly TimeProvider _clock;
    private readonly ILogger<ShadowForecasts> _logger;
    private readonly Channel<IssuedForecast> _queue =
        Channel.CreateBounded<IssuedForecast>(new BoundedChannelOptions(Capacity)
        {
            SingleReader = true,
            FullMode = BoundedChannelFullMode.DropOldest,
        });

    private readonly Task _worker;
    private string? _challenger;
    private long _lookedAt = long.MinValue;
    private bool _disposed;

    /// <summary>Starts the worker.</summary>
    public ShadowForecasts(
        StudentRegistry registry,
        StudentsOnRequest students,
        RecentStore recent,
        ForecastArchive archive,
        TimeProvider clock,
        ILogger<ShadowForecasts> logger)
    {
        _registry = registry;
        _students = students;
        _recent = recent;
        _archive = archive;
        _clock = clock;
        _logger = logger;
        _worker = Task.Run(WorkAsync);
    }

    /// <inheritdoc/>
    public void Add(IssuedForecast forecast)
    {
        if (Volatile.Read(ref _challenger) is not null || IsTimeToLook())
        {
            _queue.Writer.TryWrite(forecast);
        }
    }

    /// <summary>Forecasts for what waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _queue.Writer.TryComplete();
            await _worker;
        }
    }

    private bool IsTimeToLook() =>
        Volatile.Read(ref _lookedAt) is var at && (at == long.MinValue || _clock.GetElapsedTime(at) >= LookInterval);

    private async Task WorkAsync()
    {
        var batch = new List<IssuedForecast>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (_queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                await FollowAsync(batch);
            }
            catch (Exception e) when (e is RequestFailedException
                or AggregateException
                or IOException
                or StudentDamagedException
                or UnknownStudentException
                or UnknownStationException
                or System.Text.Json.JsonException)
            {
                _logger.LogWarning(
                    e,
                    "The challenger made no forecast for {Count} stations; the service is not touched by it",
                    batch.Count);
            }

            batch.Clear();
        }
    }

    private async Task FollowAsync(IReadOnlyList<IssuedForecast> served)
    {
        if (IsTimeToLook())
        {
            Volatile.Write(ref _challenger, (await _registry.ChallengerAsync(CancellationToken.None))?.Student);
            Volatile.Write(ref _lookedAt, _clock.GetTimestamp());
        }

        if (_challenger is not { } challenger)
        {
            return;
        }

        var stations = served.Where(f => f.Student != challenger).Select(f => f.Station).Distinct(StringComparer.Ordinal).ToList();
        if (stations.Count == 0)
        {
            return;
        }

        using var student = await _students.BorrowAsync(challenger, CancellationToken.None);
        var view = await _recent.ViewAsync(stations, CancellationToken.None);
        var results = student.Cache.Find(stations, view, student.Serving);
        await student.Cache.CompleteAsync(results, stations, view, student.Serving, CancellationToken.None);
        foreach (var forecast in results)
        {
            _archive.AddShadow(forecast!);
        }
    }
}
