using System.Globalization;
using System.Security;
using System.Text;
using System.Web;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;

namespace WeatherKd.Tests.Ingestion;

/// <summary>
/// A container with any number of blobs that are nowhere: the real client asks, and gets the pages that the service would give (5,000
/// names, prefix, delimiter, start, marker;
/// learn.microsoft.com/rest/api/storageservices/list-blobs). It counts the requests.
/// </summary>
internal sealed class VirtualContainer(string name, IReadOnlyList<string> sortedNames, DateTimeOffset modified) : HttpPipelineTransport
{
    private const int PageSize = 5_000;

    public int Requests { get; private set; }

    public BlobContainerClient Client => new(new Uri($"http://127.0.0.1/account/{name}"), new BlobClientOptions { Transport = this });

    public static string ETagOf(string blob) =>
        "0x" + ((uint)string.GetHashCode(blob, StringComparison.Ordinal)).ToString("X", CultureInfo.InvariantCulture);

    public override Request CreateRequest() => new HttpClientTransport().CreateRequest();

    public override void Process(HttpMessage message) => message.Response = new Page(Answer(message.Request.Uri.ToUri()));

    public override ValueTask ProcessAsync(HttpMessage message)
    {
        Process(message);
        return ValueTask.CompletedTask;
    }

    private string Answer(Uri address)
    {
        Requests++;
        var query = HttpUtility.ParseQueryString(address.Query);
        Assert.Equal("list", query["comp"]);
        var (prefix, delimiter) = (query["prefix"] ?? string.Empty, query["delimiter"]);
        var begin = new[] { prefix, query["startFrom"], query["marker"] }.MaxBy(s => s, StringComparer.Ordinal)!;
        var page = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults ContainerName=\"")
            .Append(name)
            .Append("\"><Blobs>");
        var (count, i) = (0, FirstAtOrAfter(begin));
        for (; i < sortedNames.Count && count < PageSize && sortedNames[i].StartsWith(prefix, StringComparison.Ordinal); count++)
        {
            var slash = delimiter is null ? -1 : sortedNames[i].IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            if (slash >= 0)
            {
                var folder = sortedNames[i][..(slash + 1)];
                page.Append("<BlobPrefix><Name>").Append(SecurityElement.Escape(folder)).Append("</Name></BlobPrefix>");
                i = FirstAtOrAfter(folder[..^1] + (char)('/' + 1));
            }
            else
            {
                page.Append("<Blob><Name>").Append(
                    SecurityElement.Escape(sortedNames[i])).Append("</Name><Properties><Last-Modified>").Append(
                    modified.ToString("R", CultureInfo.InvariantCulture))
                    .Append("</Last-Modified><Etag>")
                        .Append(ETagOf(sortedNames[i]))
                        .Append("</Etag><Content-Length>1</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>");
                i++;
            }
        }

        var more = i < sortedNames.Count && sortedNames[i].StartsWith(prefix, StringComparison.Ordinal);
        return page.Append("</Blobs><NextMarker>")
            .Append(more ? SecurityElement.Escape(sortedNames[i]) : string.Empty)
            .Append("</NextMarker></EnumerationResults>")
            .ToString();
    }

    private int FirstAtOrAfter(string text)
    {
        var (low, high) = (0, sortedNames.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = string.CompareOrdinal(sortedNames[middle], text) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private sealed class Page(string body) : Response
    {
        public override int Status => 200;

        public override string ReasonPhrase => "OK";

        public override Stream? ContentStream { get; set; } = new MemoryStream(Encoding.UTF8.GetBytes(body));

        public override string ClientRequestId { get; set; } = string.Empty;

        public override void Dispose() => ContentStream?.Dispose();

        protected override bool ContainsHeader(string name) => name is "Content-Type";

        protected override IEnumerable<HttpHeader> EnumerateHeaders() => [new HttpHeader("Content-Type", "application/xml")];

        protected override bool TryGetHeader(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            (value = name is "Content-Type" ? "application/xml" : null) is not null;

        protected override bool TryGetHeaderValues(
            string name,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IEnumerable<string>? values) =>
            (values = name is "Content-Type" ? ["application/xml"] : null) is not null;
    }
}
