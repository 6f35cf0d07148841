using PureHDF;
using PureHDF.VOL.Native;
using WeatherKd.NetCdf.Hdf5;
using WeatherKd.NetCdf.Variables;

namespace WeatherKd.NetCdf.NetCdf4;

/// <summary>A NetCDF-4 file, which is HDF5: the variables of its root group.</summary>
internal sealed class NetCdf4File : NetCdfContent
{
    private const string NoVariable = "This is a netCDF dimension but not a netCDF variable";
    private readonly NativeFile _file;

    private NetCdf4File(NativeFile file, IReadOnlyDictionary<string, Hdf5Object> found)
    {
        _file = file;
        Variables = ReadVariables(file, found).ToDictionary(v => v.Name, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, NetCdfVariable> Variables { get; }

    /// <exception cref="NetCdfFormatException">The file is no HDF5, or damaged.</exception>
    public static NetCdf4File Open(string path) => Guard("The file", () =>
    {
        var found = Hdf5Structure.Check(path);
        var file = H5File.OpenRead(path);
        try
        {
            return new NetCdf4File(file, found);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>Runs what reads from the file. The library below throws whatever a damaged structure leads it to.</summary>
    /// <exception cref="NetCdfFormatException">It failed; the message names the part.</exception>
    public static T Guard<T>(string part, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (NetCdfFormatException or OperationCanceledException))
        {
            // Out of memory too: what cannot be allocated is a size that some damaged bytes declare.
            throw new NetCdfFormatException($"{part} cannot be read as NetCDF-4: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();

    private static IEnumerable<NetCdfVariable> ReadVariables(NativeFile file, IReadOnlyDictionary<string, Hdf5Object> found)
    {
        var root = file.Group("/");
        foreach (var dataset in root.Children().OfType<IH5Dataset>())
        {
            var isScale = dataset.AttributeExists("CLASS");
            if (isScale && dataset.AttributeExists("NAME")
                && dataset.Attribute("NAME").Read<string>().StartsWith(NoVariable, StringComparison.Ordinal))
            {
                continue;
            }

            yield return new NetCdf4Variable(dataset, DimensionNames(file, dataset, isScale), found.GetValueOrDefault(dataset.Name));
        }
    }

    private static string[] DimensionNames(NativeFile file, IH5Dataset dataset, bool isScale)
    {
        if (dataset.AttributeExists("DIMENSION_LIST"))
        {
            var scales = dataset.Attribute("DIMENSION_LIST").Read<NativeObjectReference1[][]>();
            return [.. scales.Select(scale => file.Get(scale[0]).Name)];
        }

        // A coordinate variable is the scale of its own dimension.
        return isScale && dataset.Space.Rank == 1
            ? [dataset.Name]
            : [.. Enumerable.Range(0, dataset.Space.Rank).Select(i => $"{dataset.Name}[{i}]")];
    }
}
