using WeatherKd.Grib;
using WeatherKd.Grib.Bytes;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels.Fields;

/// <summary>Errors of the GRIB reader, for the person who sent the file.</summary>
internal static class GribErrors
{
    /// <summary>The same error with its message number and byte offset.</summary>
    public static InputFormatException ToInputError(this GribFormatException e) => new(e.Message, e)
    {
        MessageNumber = e.MessageNumber > 0 ? e.MessageNumber : null,
        ByteOffset = e.ByteOffset >= 0 ? e.ByteOffset : null,
    };

    /// <summary>Opens a GRIB file on disk.</summary>
    /// <exception cref="InputFormatException">Nothing in it is GRIB.</exception>
    public static GribFile Open(string path)
    {
        try
        {
            return GribFile.Open(path);
        }
        catch (GribFormatException e)
        {
            throw e.ToInputError();
        }
    }
}
