using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;
using WeatherKd.Students;

namespace WeatherKd.Verification.Reports;

/// <summary>The verification in a student's folder. It is written pages and plots first, <c>verification.json</c> last.</summary>
public static class VerificationFolder
{
    /// <summary>The report as a page.</summary>
    public const string PageName = "verification.md";

    /// <summary>Writes a report; one that was there is replaced.</summary>
    public static async Task WriteAsync(
        BlobContainerClient students,
        string student,
        VerificationReport report,
        CancellationToken cancellationToken)
    {
        foreach (var (name, png) in VerificationPlots.Draw(report))
        {
            await UploadAsync(students.GetBlobClient($"{student}/{name}"), BinaryData.FromBytes(png), "image/png", cancellationToken);
        }

        await UploadAsync(
            students.GetBlobClient($"{student}/{PageName}"),
            BinaryData.FromString(VerificationPage.Write(report)),
            "text/markdown; charset=utf-8",
            cancellationToken);
        await ReportBlob(students, student).WriteJsonAsync(report, cancellationToken);
    }

    /// <summary>The report of a student, or null where there is none.</summary>
    /// <exception cref="System.Text.Json.JsonException">The blob is not a report.</exception>
    public static async Task<VerificationReport?> ReadAsync(
        BlobContainerClient students,
        string student,
        CancellationToken cancellationToken) =>
        (await ReportBlob(students, student).TryReadJsonAsync<VerificationReport>(cancellationToken))?.Value;

    private static BlobClient ReportBlob(BlobContainerClient students, string student) =>
        students.GetBlobClient($"{student}/{StudentRegistry.VerificationName}");

    private static async Task UploadAsync(BlobClient blob, BinaryData content, string type, CancellationToken cancellationToken) =>
        await blob.UploadAsync(content, new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = type },
        }, cancellationToken);
}
