using WeatherKd.NetCdf;
using WeatherKd.NetCdf.Variables;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.NetCdf;

/// <summary>Errors of the NetCDF reader, for the person who sent the file.</summary>
internal static class NetCdfErrors
{
    /// <summary>The same error with its variable and byte offset.</summary>
    public static InputFormatException ToInputError(this NetCdfFormatException e) => new(e.Message, e)
    {
        Column = e.Variable,
        ByteOffset = e.ByteOffset,
        Given = e.Given,
        Allowed = e.Allowed,
    };

    /// <summary>Opens a NetCDF file on disk.</summary>
    /// <exception cref="InputFormatException">It is damaged or cut.</exception>
    public static NetCdfFile Open(string path) => Reading(() => NetCdfFile.Open(path));

    /// <summary>What a reading of a file gives.</summary>
    /// <exception cref="InputFormatException">The reader met a fault of the file.</exception>
    public static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (NetCdfFormatException e)
        {
            throw e.ToInputError();
        }
    }

    /// <summary>The parts of a reading that goes on while they are used.</summary>
    /// <exception cref="InputFormatException">The reader met a fault of the file, while a part was read.</exception>
    public static IEnumerable<T> Reading<T>(IEnumerable<T> parts)
    {
        using var reading = parts.GetEnumerator();
        while (Reading(reading.MoveNext))
        {
            yield return reading.Current;
        }
    }
}
