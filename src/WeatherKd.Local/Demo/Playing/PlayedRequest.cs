namespace WeatherKd.Local.Demo.Playing;

/// <summary>A request that the playing server got.</summary>
/// <param name="Path">Its path and query.</param>
/// <param name="Range">Its header <c>Range</c>; empty where it has none.</param>
/// <param name="UserAgent">Its header <c>User-Agent</c>.</param>
internal sealed record PlayedRequest(string Path, string Range, string UserAgent)
{
    /// <summary>Status of the answer.</summary>
    public int Status { get; set; }

    /// <summary>Bytes of content sent.</summary>
    public long Bytes { get; set; }
}
