using System.Runtime.CompilerServices;
using WeatherKd.NetCdf;
using WeatherKd.NumericalModels.Fields;
using WeatherKd.NumericalModels.NetCdf;
using WeatherKd.Series;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// NetCDF files, NetCDF-4 and classic, that follow the CF conventions, of stations (<c>featureType</c> timeSeries) or of grids with
/// one-dimensional latitudes and longitudes. Variables are found by standard name, or by the names of the table; packed values, fill
/// values, units and times are read as CF says. The start of the run is <c>forecast_reference_time</c>.
/// <para>What a file declares is compared with its size before anything is allocated for it. At most 2^24 values are read at once; a
/// compressed chunk may unpack to 64 MiB, or to what deflate can make of the file where that is more.</para>
/// </summary>
public sealed class NetCdfForecasts(VariableTable variables) : INumericalModelFormat
{
    /// <inheritdoc/>
    public string Name => "NetCDF (CF conventions)";

    /// <inheritdoc/>
    public bool HoldsWholeRuns => false;

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => NetCdfFile.Recognises(file.Head);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var netCdf = NetCdfErrors.Open(local.Path);
        var reading = NetCdfErrors.Reading(() => new CfReading(netCdf.Variables, variables, stations, report));
        foreach (var batch in NetCdfErrors.Reading(reading.Read(cancellationToken)))
        {
            yield return batch;
        }
    }
}
