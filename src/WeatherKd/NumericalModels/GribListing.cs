using WeatherKd.NumericalModels.Fields;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>What a GRIB file holds, from its headers: the command <c>weatherkd grib ls</c>.</summary>
/// <param name="Messages">Messages found, readable or not.</param>
/// <param name="Fields">Fields with a readable header, in file order.</param>
/// <param name="Problems">What could not be read.</param>
/// <param name="SkippedBytes">Bytes between messages that belong to none.</param>
public sealed record GribListing(
    int Messages,
    IReadOnlyList<GribFieldListing> Fields,
    IReadOnlyList<GribProblem> Problems,
    long SkippedBytes)
{
    /// <summary>Reads the headers of a file, packed or not.</summary>
    /// <exception cref="InputFormatException">The file holds no GRIB message.</exception>
    public static async Task<GribListing> ReadAsync(InputFile file, CancellationToken cancellationToken)
    {
        List<GribFieldListing> fields = [];
        return await ReadAsync(file, fields.Add, cancellationToken) with { Fields = fields };
    }

    /// <summary>As <see cref="ReadAsync(InputFile, CancellationToken)"/>, field by field, so that a long list need not be held.</summary>
    /// <param name="file">The file.</param>
    /// <param name="each">Called for each field, in file order.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The listing without its fields.</returns>
    /// <exception cref="InputFormatException">The file holds no GRIB message.</exception>
    public static async Task<GribListing> ReadAsync(InputFile file, Action<GribFieldListing> each, CancellationToken cancellationToken)
    {
        using var local = await UnpackedFile.CreateAsync(file, cancellationToken);
        using var grib = GribErrors.Open(local.Path);
        foreach (var field in grib.Fields)
        {
            cancellationToken.ThrowIfCancellationRequested();
            each(GribFieldListing.Of(field));
        }

        return new(
            grib.MessageCount,
            [],
            [.. grib.Problems.Select(p => new GribProblem(p.MessageNumber, p.ByteOffset, p.Message))],
            grib.SkippedBytes.Sum(s => s.Length));
    }
}

/// <summary>A part of a GRIB file that cannot be read.</summary>
/// <param name="Message">1-based number of the message; 0 where it is not known.</param>
/// <param name="ByteOffset">Where in the file; −1 where it is not known.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record GribProblem(int Message, long ByteOffset, string Reason);
