namespace WeatherKd.Local.Demo.Playing;

/// <summary>Something that goes wrong with an answer.</summary>
internal sealed record Fault
{
    /// <summary>Which requests it meets.</summary>
    public required Func<PlayedRequest, bool> Meets { get; init; }

    /// <summary>How often; then it is over.</summary>
    public int Times { get; set; } = 1;

    /// <summary>A status instead of the answer.</summary>
    public int? Status { get; init; }

    /// <summary>Header <c>Retry-After</c>.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>Bytes of the content after which the connection breaks.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Bytes of the content that are sent as if they were all, length and all.</summary>
    public int? Shortened { get; init; }

    /// <summary>Whether a request for a range is answered with the whole file.</summary>
    public bool IgnoresRange { get; init; }

    /// <summary>Whether a web page is sent instead.</summary>
    public bool IsPage { get; init; }

    /// <summary>Where the request is sent on to.</summary>
    public string? Redirect { get; init; }

    /// <summary>Whether nothing more comes after the headers, until whoever asked goes.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Whether the content comes in many pieces with pauses between them.</summary>
    public bool IsSlow { get; init; }

    /// <summary>What is done before the answer, such as changing the file.</summary>
    public Action? Before { get; init; }
}
