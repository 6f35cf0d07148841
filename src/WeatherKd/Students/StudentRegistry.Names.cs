using Azure.Storage.Blobs.Models;

namespace WeatherKd.Students;

/// <summary>Ids as people write them: their beginning.</summary>
public sealed partial class StudentRegistry
{
    private const int NamedIds = 5;

    /// <summary>The id of which a text is the beginning, or the whole.</summary>
    /// <param name="given">What somebody wrote.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="InvalidDataException">No student's id begins so, or several do; the message names them.</exception>
    public async Task<string> ResolveAsync(string given, CancellationToken cancellationToken)
    {
        if (IsId(given))
        {
            return await FindAsync(given, cancellationToken) is not null ? given : throw new InvalidDataException($"There is no student '{given}'; 'weatherkd students list' names them.");
        }

        var found = new List<string>();
        if (given.Length > 0 && given.All(char.IsAsciiHexDigitLower))
        {
            await foreach (var item in storage.Students.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", given, cancellationToken))
            {
                if (item.IsPrefix && IsId(item.Prefix.AsSpan().TrimEnd('/')))
                {
                    found.Add(item.Prefix.TrimEnd('/'));
                }
            }
        }

        return found switch
        {
            [var one] => one,
            [] => throw new InvalidDataException($"There is no student '{given}'; 'weatherkd students list' names them."),
            _ => throw new InvalidDataException(
                $"'{given}' is the beginning of {found.Count} students: {string.Join(", ", found.Take(NamedIds).Select(id => id[..Math.Max(12, given.Length + 1)]))}{(found.Count > NamedIds ? ", …" : string.Empty)}; write more of it."),
        };
    }
}
