using System.Collections.Concurrent;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using WeatherKd.Storage;
using WeatherKd.TrainingJobs;
using WeatherKd.Variables;

namespace WeatherKd.Students;

/// <summary>
/// The students: one folder each in the <c>students</c> container, whole once its manifest is there and never changed afterwards; beside
/// them the champion and the history of service, in files of their own. Safe for many hosts at once.
/// </summary>
public sealed partial class StudentRegistry(WeatherStorage storage, TimeProvider clock, ILogger<StudentRegistry> logger)
{
    /// <summary>Blob names below a student's folder.</summary>
    public const string ManifestName = "manifest.json";

    /// <inheritdoc cref="ManifestName"/>
    public const string OnnxName = "student.onnx";

    /// <inheritdoc cref="ManifestName"/>
    public const string VerificationName = "verification.json";

    /// <inheritdoc cref="ManifestName"/>
    public const string CurvesName = "curves.jsonl";

    private const string Restore = "Restore the blob from its previous version, or roll back to another student.";
    private const int ReadsAtOnce = 32;

    /// <summary>Manifests to read from which a common index is quicker.</summary>
    private const int WorthAnIndex = 100;

    /// <summary>Manifests that were read and found whole. They never change, so an entry never grows old.</summary>
    private readonly ConcurrentDictionary<string, StudentManifest> _whole = new(StringComparer.Ordinal);

    /// <summary>The id of a student: hash of its file and of what went into it, the same on every machine at every time.</summary>
    public static string IdOf(string onnxSha256, StudentLineage lineage) =>
        ContentHash.Of(onnxSha256, lineage.Model, lineage.DatasetId, lineage.Parent ?? string.Empty)[..32];

    /// <summary>Puts a student into the registry. Done twice, it leaves the same folder and gives the manifest of the first time.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a student.</exception>
    public async Task<StudentManifest> RegisterAsync(NewStudent student, CancellationToken cancellationToken)
    {
        var onnx = student.Onnx.ToArray();
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(onnx));
        using var session = StudentSession.Load(onnx, sha256);
        var id = IdOf(sha256, session.Lineage);
        if (await FindAsync(id, cancellationToken) is { } present)
        {
            return present;
        }

        // Files of an earlier try that died are the same or, as the curves, as good: they are written over. The manifest comes last.
        await Blob(id, OnnxName).UploadAsync(student.Onnx, overwrite: true, cancellationToken);
        await UploadAsync(id, TrainingJob.Checkpoint, student.Checkpoint, cancellationToken);
        await UploadAsync(id, CurvesName, student.Curves, cancellationToken);
        await UploadAsync(id, TrainingJob.Parity, student.Parity, cancellationToken);
        var manifest = new StudentManifest
        {
            Id = id,
            OnnxSha256 = sha256,
            OnnxBytes = onnx.Length,
            Lineage = session.Lineage,
            Units = UnitsOf(session.Lineage),
            NewestRun = student.NewestRun,
            Job = student.Job,
            RegisteredAt = clock.GetUtcNow(),
            TrainingSeconds = student.TrainingSeconds,
            Device = student.Device,
        };
        if (await Blob(id, ManifestName).TryCreateAsync(SealedJson.Write(manifest), cancellationToken, "application/json"))
        {
            logger.LogInformation("Registered student {Student} of job {Job}", id, student.Job);
        }

        return (await FindAsync(id, cancellationToken))!;
    }

    private static SortedDictionary<string, string> UnitsOf(StudentLineage lineage) => new(
        lineage.Inputs
            .Concat(lineage.TeacherVariables)
            .Concat(lineage.Targets)
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(v => v, v => VariableTable.Default[v].Unit, StringComparer.Ordinal),
        StringComparer.Ordinal);

    /// <summary>The manifest of a student, or null where there is no (whole) folder of this id.</summary>
    /// <exception cref="StudentDamagedException">The manifest was altered, or is that of another student.</exception>
    public async Task<StudentManifest?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id))
        {
            return null;
        }

        BinaryData content;
        try
        {
            content = (await Blob(id, ManifestName).DownloadContentAsync(cancellationToken)).Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }

        var manifest = ReadManifest(id, content);
        _whole[id] = manifest;
        return manifest;
    }

    /// <summary>
    /// All students, newest first by their model run, those of damaged folders with their fault. Manifests that this process has read
    /// before are not read again; an alteration since then is noticed when the student is used.
    /// </summary>
    public async Task<IReadOnlyList<ListedStudent>> ListAsync(CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        await foreach (var item in storage.Students.GetBlobsByHierarchyAsync(
            BlobTraits.None,
            BlobStates.None,
            "/",
            prefix: null,
            cancellationToken))
        {
            if (item.IsPrefix && IsId(item.Prefix.AsSpan().TrimEnd('/')))
            {
                ids.Add(item.Prefix.TrimEnd('/'));
            }
        }

        var unread = ids.Count(id => !_whole.ContainsKey(id));
        if (unread >= WorthAnIndex)
        {
            await ReadIndexAsync(cancellationToken);
            unread = ids.Count(id => !_whole.ContainsKey(id));
        }

        var listed = new ConcurrentBag<ListedStudent>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (id, token) =>
            {
                try
                {
                    // A folder without a manifest is being written, or its writer died: not a student yet.
                    if ((_whole.GetValueOrDefault(id) ?? await FindAsync(id, token)) is { } manifest)
                    {
                        listed.Add(new ListedStudent(id, manifest, Fault: null));
                    }
                }
                catch (StudentDamagedException e)
                {
                    listed.Add(new ListedStudent(id, Manifest: null, e.Fault));
                }
            });
        if (unread >= WorthAnIndex)
        {
            await IndexBlob.UploadAsync(
                SealedJson.Write(listed.Where(l => l.Manifest is not null).ToDictionary(l => l.Id, l => l.Manifest)),
                overwrite: true,
                cancellationToken);
        }

        return
        [
            .. listed.OrderByDescending(s => s.Manifest?.NewestRun)
                .ThenByDescending(s => s.Manifest?.RegisteredAt)
                .ThenBy(s => s.Id, StringComparer.Ordinal)
        ];
    }

    /// <summary>Loads a student, if its file is the one that its manifest names.</summary>
    /// <exception cref="StudentDamagedException">
    /// There is no such student, its file is missing, or file or manifest were altered.
    /// </exception>
    public async Task<StudentSession> OpenSessionAsync(string id, CancellationToken cancellationToken)
    {
        var manifest = await FindAsync(id, cancellationToken)
            ?? throw new StudentDamagedException(id, $"students/{id}/{ManifestName} does not exist. {Restore}");
        try
        {
            var onnx = (await Blob(id, OnnxName).DownloadContentAsync(cancellationToken)).Value.Content.ToArray();
            return StudentSession.Load(onnx, manifest.OnnxSha256);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            throw new StudentDamagedException(id, $"students/{id}/{OnnxName} is missing. {Restore}", e);
        }
        catch (InvalidDataException e)
        {
            throw new StudentDamagedException(id, e.Message + " " + Restore, e);
        }
    }

    /// <summary>Whether a text can be a student's id: 32 hex digits. Ids come from outside in URLs and commands.</summary>
    public static bool IsId(ReadOnlySpan<char> id)
    {
        foreach (var c in id)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return id.Length == 32;
    }

    private BlobClient IndexBlob => storage.Students.GetBlobClient("index.json");

    internal BlobClient Blob(string id, string name) => storage.Students.GetBlobClient($"{id}/{name}");

    private static StudentManifest ReadManifest(string id, BinaryData content)
    {
        try
        {
            var manifest = SealedJson.Read<StudentManifest>(content);
            return manifest.Id == id && IdOf(manifest.OnnxSha256, manifest.Lineage) == id
                ? manifest
                : throw new InvalidDataException($"it is the manifest of student {manifest.Id}");
        }
        catch (InvalidDataException e)
        {
            throw new StudentDamagedException(id, $"students/{id}/{ManifestName}: {e.Message}. {Restore}", e);
        }
    }

    /// <summary>
    /// Takes manifests from the index, a copy that saves a new process a thousand readings. A student that is used is read from its own
    /// folder all the same.
    /// </summary>
    private async Task ReadIndexAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = (await IndexBlob.DownloadContentAsync(cancellationToken)).Value.Content;
            foreach (var (id, manifest) in SealedJson.Read<Dictionary<string, StudentManifest>>(content))
            {
                _whole.TryAdd(id, manifest);
            }
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            // Not written yet: this listing writes it.
        }
        catch (InvalidDataException e)
        {
            logger.LogWarning(e, "students/index.json is not used and will be written anew");
        }
    }

    private async Task UploadAsync(string id, string name, BinaryData? content, CancellationToken cancellationToken)
    {
        if (content is not null)
        {
            await Blob(id, name).UploadAsync(content, overwrite: true, cancellationToken);
        }
    }
}

/// <summary>A student as the registry lists it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Manifest">Its manifest; null where the folder is damaged.</param>
/// <param name="Fault">What is wrong with its folder; null where nothing is.</param>
public sealed record ListedStudent(string Id, StudentManifest? Manifest, string? Fault);
