namespace WeatherKd.Storage;

/// <summary>
/// The 32-bit hash FNV-1a (Fowler, Noll and Vo; draft-eastlake-fnv): the same in every process and version, unlike
/// <see cref="string.GetHashCode()"/>. The names of shards and the random streams of a training depend on its values. It is no
/// cryptographic hash: for content see <see cref="ContentHash"/>.
/// </summary>
public static class Fnv1a
{
    /// <summary>What the hash starts from.</summary>
    public const uint OffsetBasis = 2166136261;

    private const uint Prime = 16777619;

    /// <summary>The hash of an ASCII text.</summary>
    /// <param name="text">The text; of other characters its UTF-16 units take the place of the octets.</param>
    /// <param name="start">What it starts from; another start gives another hash of the same text.</param>
    public static uint Of(ReadOnlySpan<char> text, uint start = OffsetBasis)
    {
        var hash = start;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * Prime);
        }

        return hash;
    }
}
