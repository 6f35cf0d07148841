using WeatherKd.Grib2;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>Errors of the GRIB2 reader, for the person who sent the file.</summary>
internal static class Grib2Errors
{
    /// <summary>The same error with its message number and byte offset.</summary>
    public static InputFormatException ToInputError(this Grib2FormatException e) => new(e.Message, e)
    {
        MessageNumber = e.MessageNumber > 0 ? e.MessageNumber : null,
        ByteOffset = e.ByteOffset >= 0 ? e.ByteOffset : null,
    };

    /// <summary>Opens a GRIB2 file on disk.</summary>
    /// <exception cref="InputFormatException">Nothing in it is GRIB.</exception>
    public static Grib2File Open(string path)
    {
        try
        {
            return Grib2File.Open(path);
        }
        catch (Grib2FormatException e)
        {
            throw e.ToInputError();
        }
    }
}
