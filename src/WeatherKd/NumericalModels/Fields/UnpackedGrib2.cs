using WeatherKd.Grib2;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>A GRIB2 file open by position; a packed one is unpacked beside itself first, and that copy deleted afterwards.</summary>
internal sealed class UnpackedGrib2 : IDisposable
{
    private readonly string? _copy;

    private UnpackedGrib2(Grib2File fields, string? copy)
    {
        Fields = fields;
        _copy = copy;
    }

    /// <summary>The open file.</summary>
    public Grib2File Fields { get; }

    /// <exception cref="InputFormatException">The packing is damaged, or nothing in it is GRIB.</exception>
    public static async Task<UnpackedGrib2> OpenAsync(InputFile file, CancellationToken cancellationToken)
    {
        var copy = file.IsCompressed ? file.Path + $".{Guid.NewGuid():N}.grib2" : null;
        try
        {
            if (copy is not null)
            {
                await using var packed = file.OpenRead();
                await using var unpacked = new FileStream(copy, FileMode.CreateNew, FileAccess.Write);
                await packed.CopyToAsync(unpacked, cancellationToken);
            }

            return new UnpackedGrib2(Grib2File.Open(copy ?? file.Path), copy);
        }
        catch (Exception e)
        {
            Delete(copy);
            if (e is Grib2FormatException format)
            {
                throw ToInputError(format);
            }

            throw;
        }
    }

    /// <summary>The same error for the person who sent the file.</summary>
    public static InputFormatException ToInputError(Grib2FormatException e) => new(e.Message, e)
    {
        MessageNumber = e.MessageNumber > 0 ? e.MessageNumber : null,
        ByteOffset = e.ByteOffset >= 0 ? e.ByteOffset : null,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Fields.Dispose();
        Delete(_copy);
    }

    private static void Delete(string? copy)
    {
        if (copy is not null)
        {
            File.Delete(copy);
        }
    }
}
