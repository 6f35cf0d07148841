namespace WeatherKd.Feeds.Parts;

/// <summary>Where a blob came from, as its metadata. Values are ASCII; an address holds a placeholder instead of a key.</summary>
public sealed record Provenance
{
    /// <summary>Metadata key of the feed's name, by which a feed knows its own blobs.</summary>
    public const string FeedKey = "weatherkd_feed";

    /// <summary>Metadata key of the address.</summary>
    public const string AddressKey = "weatherkd_address";

    /// <summary>Metadata key of the source's tag.</summary>
    public const string TagKey = "weatherkd_etag";

    /// <summary>Metadata key of the source's date of change.</summary>
    public const string ModifiedKey = "weatherkd_modified";

    private const string FetchedKey = "weatherkd_fetched_at";
    private const string RangesKey = "weatherkd_ranges";
    private const string HashKey = "weatherkd_sha256";
    private const int MostCharacters = 3000;

    /// <summary>The feed.</summary>
    public required string Feed { get; init; }

    /// <summary>The address, its key hidden.</summary>
    public required string Address { get; init; }

    /// <summary>When it was fetched.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>The source's tag; null where it gave none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the source changed the file; null where it did not say.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>Bytes of the source's file, <c>first-last</c>; empty for the whole.</summary>
    public IReadOnlyList<string> Ranges { get; init; } = [];

    /// <summary>SHA-256 of each range as it came, lower-case hex.</summary>
    public IReadOnlyList<string> Hashes { get; init; } = [];

    /// <summary>The metadata. Lists that would not fit end with an ellipsis of dots.</summary>
    public Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [FeedKey] = Feed,
            [AddressKey] = Ascii(Address),
            [FetchedKey] = Storage.UtcTime.Format(FetchedAt),
            [HashKey] = Fitting(Hashes),
        };
        if (ETag is not null)
        {
            metadata[TagKey] = Ascii(ETag);
        }

        if (Modified is { } modified)
        {
            metadata[ModifiedKey] = Storage.UtcTime.Format(modified);
        }

        if (Ranges.Count > 0)
        {
            metadata[RangesKey] = Fitting(Ranges);
        }

        return metadata;
    }

    private static string Fitting(IReadOnlyList<string> values)
    {
        var text = string.Join(',', values);
        return text.Length <= MostCharacters ? text : text[..text.LastIndexOf(',', MostCharacters)] + ",...";
    }

    private static string Ascii(string text)
    {
        var plain = string.Concat(text.Where(c => c is >= ' ' and <= '~'));
        return plain.Length <= MostCharacters ? plain : plain[..MostCharacters];
    }
}
