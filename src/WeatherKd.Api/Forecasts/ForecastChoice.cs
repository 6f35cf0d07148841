using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using WeatherKd.Api.Conventions;
using WeatherKd.Forecasting;
using WeatherKd.Forecasting.Archive;
using WeatherKd.Storage;

namespace WeatherKd.Api.Forecasts;

/// <summary>
/// Finds the forecasts that a query means: the service's newest, another student's, or those that stood at an earlier moment.
/// </summary>
internal sealed class ForecastChoice(
    ForecastService forecasts,
    ArchiveReader archive,
    IOptions<ArchiveOptions> options,
    TimeProvider clock) : IDisposable
{
    private const int ReadsAtOnce = 4;
    private const int MostCached = 5000;

    /// <summary>After this time everything issued before a moment is in the archive, and what stood then no longer changes.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _reading = new(ReadsAtOnce);
    private readonly MemoryCache _settled = new(new MemoryCacheOptions { SizeLimit = MostCached });

    /// <inheritdoc cref="ForecastService.Begin"/>
    public void Begin() => forecasts.Begin();

    /// <summary>The forecasts of some stations, in their order.</summary>
    /// <param name="query">What is asked for.</param>
    /// <param name="stations">Ids of the stations.</param>
    /// <param name="isKnown">Whether a station is in the catalogue now.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task<IReadOnlyList<IssuedForecast>> GetAsync(
        ForecastQuery query,
        IReadOnlyList<string> stations,
        Func<string, bool> isKnown,
        CancellationToken cancellationToken) => query switch
        {
            { AsOf: { } moment } => AsOfAsync(moment, query.Student, stations, isKnown, cancellationToken),
            { Student: { } student } => forecasts.GetAsync(stations, student, cancellationToken),
            _ => forecasts.GetAsync(stations, cancellationToken),
        };

    public void Dispose()
    {
        _reading.Dispose();
        _settled.Dispose();
    }

    private async Task<IReadOnlyList<IssuedForecast>> AsOfAsync(
        DateTimeOffset moment,
        string? student,
        IReadOnlyList<string> stations,
        Func<string, bool> isKnown,
        CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var newest = now - (2 * options.Value.LongestWait);
        if (moment > newest)
        {
            throw new BadParameterException(
                "as_of",
                UtcTime.Format(moment),
                $"a time until {newest.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}: what was issued later may not be in the archive yet");
        }

        var found = stations.Distinct(StringComparer.Ordinal)
            .ToDictionary(s => s, s => _settled.Get<IssuedForecast>((moment, student, s)), StringComparer.Ordinal);
        var lacking = found.Where(f => f.Value is null).Select(f => f.Key).ToList();
        if (lacking.Count > 0)
        {
            foreach (var (station, forecast) in await ReadAsync(moment, student, lacking, cancellationToken))
            {
                found[station] = forecast;
                if (now - moment > Settled)
                {
                    _settled.Set((moment, student, station), forecast, new MemoryCacheEntryOptions
                    {
                        Size = 1,
                        SlidingExpiration = TimeSpan.FromMinutes(10),
                    });
                }
            }
        }

        return found.FirstOrDefault(f => f.Value is null).Key is not { } missing
            ? [.. stations.Select(s => found[s]!)]
            : throw (isKnown(missing)
                ? await NothingIssuedAsync(missing, moment, student, cancellationToken)
                : new UnknownStationException(missing));
    }

    private async Task<IReadOnlyDictionary<string, IssuedForecast>> ReadAsync(
        DateTimeOffset moment,
        string? student,
        List<string> stations,
        CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            return await archive.AsOfAsync(stations, moment, student, cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<NotFoundException> NothingIssuedAsync(
        string station,
        DateTimeOffset moment,
        string? student,
        CancellationToken cancellationToken)
    {
        var days = await archive.DaysAsync(ForecastArchive.Issued, cancellationToken).Take(1).ToListAsync(cancellationToken);
        var begins = days.Count == 0 ? "The archive is empty." : $"The archive begins on {days[0]:yyyy-MM-dd}.";
        return new NotFoundException(
            $"No forecast of station {station}{(student is null ? string.Empty : $" by student {student}")} was issued in the "
            + $"{ArchiveReader.LongestAge.TotalHours:F0} h before {UtcTime.Format(moment)}. {begins} "
            + "A forecast is issued when somebody first asks for it.");
    }
}
