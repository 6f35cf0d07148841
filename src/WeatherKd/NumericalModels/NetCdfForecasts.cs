using System.Runtime.CompilerServices;
using WeatherKd.Stations;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.NumericalModels;

/// <summary>
/// NetCDF files, NetCDF-4 and classic, that follow the CF conventions, of stations (<c>featureType</c> timeSeries) or of grids with one-dimensional latitudes and longitudes. Variables are found by
/// standard name, or by the names of the table; packed values, fill values, units and times are read as CF says. The start of the run is
/// <c>forecast_reference_time</c>.
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
    public async IAsyncEnumerable<TeacherBatch> ReadAsync(
        InputFile file,
        IReadOnlyList<Station> stations,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var netCdf = NetCdfFile.Open(local.Path);
        var reading = new CfReading(netCdf, variables, stations, report);
        foreach (var batch in reading.Read(cancellationToken))
        {
            yield return batch;
        }
    }
}
