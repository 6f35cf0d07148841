namespace WeatherKd.Grib.Bytes;

/// <summary>
/// A GRIB message that breaks the format or uses a part of it that this reader does not know. The message
/// names the template or field, the value found and the values allowed.
/// </summary>
public sealed class GribFormatException : Exception
{
    /// <summary>An error at a byte of the file.</summary>
    /// <param name="message">What is wrong, what was found, what is allowed.</param>
    /// <param name="messageNumber">1-based number of the GRIB message in its file; 0 when it is not known.</param>
    /// <param name="byteOffset">Offset from the start of the file, in bytes; -1 when it is not known.</param>
    /// <param name="inner">The error that caused this one.</param>
    public GribFormatException(string message, int messageNumber = 0, long byteOffset = -1, Exception? inner = null)
        : base(message, inner)
    {
        MessageNumber = messageNumber;
        ByteOffset = byteOffset;
    }

    /// <summary>1-based number of the GRIB message in its file; 0 when it is not known.</summary>
    public int MessageNumber { get; }

    /// <summary>Offset from the start of the file, in bytes; -1 when it is not known.</summary>
    public long ByteOffset { get; }
}
