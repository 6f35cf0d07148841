using Azure.Storage.Blobs.Models;
using WeatherKd.Settings;

namespace WeatherKd.Students;

/// <summary>Ids as people write them: their beginning.</summary>
public sealed partial class StudentRegistry
{
    private const int LongestId = 32;

    /// <summary>Whether a text could be the beginning of a student's id, or the whole of it.</summary>
    public static bool IsBeginningOfId(string text) => text.Length is > 0 and <= LongestId && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The id of which a text is the beginning, or the whole.</summary>
    /// <param name="given">What somebody wrote.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <returns>The id; null where no student's begins so.</returns>
    /// <exception cref="AmbiguousIdException">Several students' ids begin so.</exception>
    public async Task<string?> FindIdAsync(string given, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        if (IsBeginningOfId(given))
        {
            await foreach (var item in storage.Students.GetBlobsByHierarchyAsync(
                BlobTraits.None,
                BlobStates.None,
                "/",
                given,
                cancellationToken))
            {
                if (item.IsPrefix && IsId(item.Prefix.AsSpan().TrimEnd('/')))
                {
                    found.Add(item.Prefix.TrimEnd('/'));
                }
            }
        }

        return found.Count > 1 ? throw new AmbiguousIdException(given, "students", found) : found.SingleOrDefault();
    }

    /// <summary>The id of which a text is the beginning, or the whole; there must be one.</summary>
    /// <inheritdoc cref="FindIdAsync"/>
    /// <exception cref="InvalidDataException">No student's id begins so.</exception>
    public async Task<string> ResolveAsync(string given, CancellationToken cancellationToken) =>
        await FindIdAsync(given, cancellationToken)
            ?? throw new InvalidDataException($"There is no student '{given}'; 'weatherkd students list' names them.");
}
