using System.Runtime.InteropServices;
using Parquet;
using Parquet.Schema;
using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.Alignment;

/// <summary>
/// Datasets in the <c>training</c> container: a description, <c>dataset.json</c>, written last, and either a list of parts,
/// <c>parts.json</c> (<see cref="DatasetParts"/>), as retrainings write it, or, in one piece,
/// <c>datasets/&lt;id&gt;/&lt;part&gt;.parquet</c>, one row a window, its arrays as little-endian float32 bytes (shapes as in
/// <see cref="WindowBlock"/>), one row group a block; <c>archive.parquet</c>, the teacher's series (<see cref="TeacherSeriesFile"/>).
/// </summary>
public sealed class DatasetStore(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Room for parts on local disk where a dataset is read once or twice.</summary>
    public const long FewLocalBytes = 512L << 20;

    private const string DescriptionName = "dataset.json", PartsName = "parts.json";

    private static readonly DataField StationField = new("station", typeof(int), isNullable: false);
    private static readonly DataField OriginField = new("origin", typeof(int), isNullable: false);
    private static readonly DataField ObservationsField = new("observations", typeof(byte[]), isNullable: false);
    private static readonly DataField TeacherField = new("teacher", typeof(byte[]), isNullable: false);
    private static readonly DataField TargetsField = new("targets", typeof(byte[]), isNullable: false);

    /// <summary>The folder of a dataset in the <c>training</c> container.</summary>
    public static string FolderOf(string id) => $"datasets/{id}";

    /// <summary>The description of a dataset, or null where it is not there or not whole.</summary>
    public async Task<DatasetDescription?> FindAsync(string datasetFolder, CancellationToken cancellationToken) =>
        (await storage.Training
            .GetBlobClient($"{datasetFolder}/{DescriptionName}")
            .TryReadJsonAsync<DatasetDescription>(cancellationToken))?.Value;

    /// <summary>
    /// Writes the description of a dataset whose parts are there, after the list of its parts. Done twice, it leaves the same.
    /// </summary>
    public async Task DescribeAsync(
        DatasetDescription description,
        DatasetParts parts,
        string datasetFolder,
        CancellationToken cancellationToken)
    {
        await storage.Training.GetBlobClient($"{datasetFolder}/{PartsName}").WriteJsonAsync(parts, cancellationToken);
        await storage.Training.GetBlobClient($"{datasetFolder}/{DescriptionName}").WriteJsonAsync(description, cancellationToken);
    }

    /// <summary>The parts that a dataset is made of; null where it was written in one piece, or is not there.</summary>
    public async Task<DatasetParts?> FindPartsAsync(string datasetFolder, CancellationToken cancellationToken) =>
        (await storage.Training.GetBlobClient($"{datasetFolder}/{PartsName}").TryReadJsonAsync<DatasetParts>(cancellationToken))?.Value;

    /// <summary>Writes a dataset in one piece. Done twice, it leaves the same.</summary>
    public async Task WriteAsync(IWindowSource windows, string datasetFolder, CancellationToken cancellationToken)
    {
        foreach (var part in Enum.GetValues<DatasetPart>())
        {
            await UploadAsync(
                PartName(datasetFolder, part),
                stream => WritePartAsync(windows, part, stream, cancellationToken),
                cancellationToken);
        }

        if (windows.Archive is { } archive)
        {
            await UploadAsync(
                ArchiveName(datasetFolder),
                stream => TeacherSeriesFile.WriteAsync(archive, windows.Description.Stations.Count, stream, cancellationToken),
                cancellationToken);
        }

        await storage.Training.GetBlobClient($"{datasetFolder}/{DescriptionName}").WriteJsonAsync(windows.Description, cancellationToken);
    }

    /// <summary>Opens a dataset for reading; its parts are copied to local disk when first read.</summary>
    /// <param name="datasetFolder">Its folder.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    /// <param name="localBytes">Room for parts on local disk: one that does not fit any more is copied again when it is read again.</param>
    /// <exception cref="InvalidDataException">The folder has no whole dataset.</exception>
    public async Task<IWindowSource> OpenAsync(string datasetFolder, CancellationToken cancellationToken, long localBytes = FewLocalBytes)
    {
        var description = await FindAsync(datasetFolder, cancellationToken)
            ?? throw new InvalidDataException($"training/{datasetFolder} holds no whole dataset: its {DescriptionName} is missing.");
        if (await FindPartsAsync(datasetFolder, cancellationToken) is { } stored)
        {
            return new PartWindows(description, stored, new LocalCopies(new PartBlobs(storage), folder, localBytes));
        }

        var parts = new Dictionary<DatasetPart, (string Path, int[] Blocks)>();
        foreach (var part in Enum.GetValues<DatasetPart>())
        {
            var path = folder.NewPath();
            await storage.Training.GetBlobClient(PartName(datasetFolder, part)).DownloadToAsync(path, cancellationToken);
            await using var stream = File.OpenRead(path);
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
            parts.Add(part, (path, [.. reader.RowGroups.Select(g => checked((int)g.RowCount))]));
        }

        var archive = description.Archive is { } made ? new TeacherSeriesFile(made, description, DownloadArchiveAsync) : null;
        return new ParquetWindows(description, parts, archive);

        async Task<string> DownloadArchiveAsync(CancellationToken cancel)
        {
            var path = folder.NewPath();
            await storage.Training.GetBlobClient(ArchiveName(datasetFolder)).DownloadToAsync(path, cancel);
            return path;
        }
    }

    private async Task UploadAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            await using (var stream = File.Create(path))
            {
                await write(stream);
            }

            await storage.Training.GetBlobClient(name).UploadAsync(path, overwrite: true, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string ArchiveName(string datasetFolder) => $"{datasetFolder}/archive.parquet";

    private static string PartName(string datasetFolder, DatasetPart part) =>
        $"{datasetFolder}/{part.ToString().ToLowerInvariant()}.parquet";

    private static async Task WritePartAsync(IWindowSource windows, DatasetPart part, Stream stream, CancellationToken cancellationToken)
    {
        var schema = new ParquetSchema(StationField, OriginField, ObservationsField, TeacherField, TargetsField);
        var fields = schema.DataFields;

        // Windows are all different: looking for repeated values to encode costs time and finds none.
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy, DictionaryEncodingThreshold = 0 };
        await using var writer = await ParquetWriter.CreateAsync(schema, stream, options, cancellationToken: cancellationToken);
        for (var b = 0; b < windows.BlockSizes(part).Count; b++)
        {
            var block = await windows.ReadAsync(part, b, cancellationToken);
            var origins = Array.ConvertAll(block.Origins, hour => hour.SinceEpoch);
            using var group = writer.CreateRowGroup();
            await group.WriteAsync<int>(fields[0], block.Stations, cancellationToken: cancellationToken);
            await group.WriteAsync<int>(fields[1], origins, cancellationToken: cancellationToken);
            await group.WriteAsync(fields[2], ToBytes(block.Observations, block.Count));
            await group.WriteAsync(fields[3], ToBytes(block.Teacher, block.Count));
            await group.WriteAsync(fields[4], ToBytes(block.Targets, block.Count));
            group.CompleteValidate();
        }
    }

    private static byte[][] ToBytes(float[] values, int count)
    {
        var width = values.Length / count;
        return [.. Enumerable.Range(0, count).Select(i => MemoryMarshal.AsBytes(values.AsSpan(i * width, width)).ToArray())];
    }

    /// <summary>Windows in Parquet files on local disk.</summary>
    private sealed class ParquetWindows(
        DatasetDescription description,
        Dictionary<DatasetPart, (string Path, int[] Blocks)> parts,
        ITeacherArchive? archive) : IWindowSource
    {
        public DatasetDescription Description => description;

        public ITeacherArchive? Archive => archive;

        public IReadOnlyList<int> BlockSizes(DatasetPart part) => parts[part].Blocks;

        public async Task<WindowBlock> ReadAsync(DatasetPart part, int block, CancellationToken cancellationToken)
        {
            await using var stream = File.OpenRead(parts[part].Path);
            await using var reader = await ParquetReader.CreateAsync(stream, cancellationToken: cancellationToken);
            using var group = reader.OpenRowGroupReader(block);
            var fields = reader.Schema.DataFields;
            var result = new WindowBlock(description, checked((int)group.RowCount));
            await group.ReadAsync<int>(fields[0], result.Stations, cancellationToken: cancellationToken);
            var origins = new int[result.Count];
            await group.ReadAsync<int>(fields[1], origins, cancellationToken: cancellationToken);
            MemoryMarshal.Cast<int, Hour>(origins).CopyTo(result.Origins);
            await ReadAsync(group, fields[2], result.Observations, result.Count, cancellationToken);
            await ReadAsync(group, fields[3], result.Teacher, result.Count, cancellationToken);
            await ReadAsync(group, fields[4], result.Targets, result.Count, cancellationToken);
            return result;
        }

        private static async Task ReadAsync(
            ParquetRowGroupReader group,
            DataField field,
            float[] target,
            int count,
            CancellationToken cancellationToken)
        {
            var rows = new byte[]?[count];
            await group.ReadAsync(field, rows, cancellationToken: cancellationToken);
            var width = target.Length / count;
            for (var i = 0; i < count; i++)
            {
                MemoryMarshal.Cast<byte, float>(rows[i]).CopyTo(target.AsSpan(i * width, width));
            }
        }
    }
}
