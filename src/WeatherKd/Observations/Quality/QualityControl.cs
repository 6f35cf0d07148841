using System.Runtime.CompilerServices;
using WeatherKd.Series;
using WeatherKd.Settings;
using WeatherKd.Stations;
using WeatherKd.Variables;

namespace WeatherKd.Observations.Quality;

/// <summary>
/// Marks observations that cannot be right, after the practice of WMO (Guide to Instruments and Methods of Observation, No. 8, volume V)
/// and of MET Norway's titanlib. Raw values stay as they are: a rejected value gets the name of its test in
/// <see cref="Rows.Flags"/>. The result depends on the file, the stations and the arrival time alone, so that the same file
/// always gets the same flags. Safe to share between threads.
/// </summary>
public sealed class QualityControl
{
    private readonly VariableTable _variables;
    private readonly QualityOptions _options;
    private volatile Network? _network;

    /// <summary>Quality control with the limits of a table of variables.</summary>
    /// <exception cref="SettingsException">An option is outside its range.</exception>
    public QualityControl(VariableTable variables, QualityOptions options)
    {
        SettingsReading.Require(options, "Quality");
        _variables = variables;
        _options = options;
    }

    /// <summary>Checks all of a file at once.</summary>
    /// <param name="batches">The file's batches, in file order; their flags are filled.</param>
    /// <param name="stations">Known stations. One without a position takes no part in the climatological and the spatial test.</param>
    /// <param name="now">When the file arrived: not the clock's time, or a second reading would give other flags.</param>
    public QualityReport Check(IReadOnlyList<Rows> batches, IReadOnlyList<Station> stations, DateTimeOffset now)
    {
        var session = new QualitySession(_variables, _options, stations, NeighboursAmong(stations), now);
        session.Check(batches);
        return session.Report();
    }

    /// <summary>
    /// Checks a file of any size while it is read, holding a few batches however large it is. Tests over time carry the last hours of each
    /// station from batch to batch, and a flag can still be set on the batch before the present one. The spatial test compares rows no
    /// further apart in the file than that.
    /// </summary>
    /// <param name="batches">The file's batches, in file order.</param>
    /// <param name="stations">Known stations.</param>
    /// <param name="now">When the file arrived.</param>
    /// <param name="whenDone">Receives the report after the last batch.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The same batches in the same order, with their flags final.</returns>
    public async IAsyncEnumerable<Rows> CheckAsync(
        IAsyncEnumerable<Rows> batches,
        IReadOnlyList<Station> stations,
        DateTimeOffset now,
        Action<QualityReport>? whenDone = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var session = new QualitySession(_variables, _options, stations, NeighboursAmong(stations), now);
        Rows? held = null;
        await foreach (var batch in batches.WithCancellation(cancellationToken))
        {
            session.Check([batch]);
            if (held is not null)
            {
                yield return held;
            }

            held = batch;
        }

        if (held is not null)
        {
            yield return held;
        }

        whenDone?.Invoke(session.Report());
    }

    /// <summary>
    /// Who is whose neighbour, worked out once for a list of stations: a file of a few rows must not pay for thousands of stations.
    /// </summary>
    private StationNeighbours NeighboursAmong(IReadOnlyList<Station> stations)
    {
        if (_network is not { } network || (!ReferenceEquals(network.Stations, stations) && !network.Stations.SequenceEqual(stations)))
        {
            _network = network = new Network(stations, new StationNeighbours(stations, _options.BuddyRadius, _options.BuddyHeight));
        }

        return network.Neighbours;
    }

    private sealed record Network(IReadOnlyList<Station> Stations, StationNeighbours Neighbours);
}
