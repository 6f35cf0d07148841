namespace WeatherKd.Grib.Tests.Jpeg2000;

/// <summary>
/// A recorded codestream: the formula image coded by <c>opj_compress</c> of OpenJPEG 2.5.0 (Debian 12), kept in the folder
/// <c>Streams</c> under its name.
/// </summary>
/// <param name="Name">File name without ending.</param>
/// <param name="Image">The image.</param>
/// <param name="Options">What the tool was given besides the image.</param>
/// <param name="Tolerance">
/// Largest difference to the image; 0 for lossless coding, else at most one more than OpenJPEG's own decoder has.
/// </param>
internal sealed record OpenJpegStream(string Name, FormulaImage Image, string Options, int Tolerance = 0)
{
    private static readonly FormulaImage Usual = new(40, 36, 12, IsSigned: false);

    public static readonly IReadOnlyList<OpenJpegStream> All =
    [
        new("default", Usual, ""),
        new("bypass", Usual, "-M 1"),
        new("reset", Usual, "-M 2"),
        new("terminate-all", Usual, "-M 4"),
        new("vertically-causal", Usual, "-M 8 -b 16,16"),
        new("predictable-termination", Usual, "-M 16"),
        new("segmentation-symbols", Usual, "-M 32"),
        new("every-style", Usual, "-M 63 -b 16,16"),
        new("lrcp", Usual, "-p LRCP -c [16,16],[8,8] -b 4,4 -r 8,4,1 -n 3"),
        new("rlcp", Usual, "-p RLCP -c [16,16],[8,8] -b 4,4 -r 8,4,1 -n 3"),
        new("rpcl", Usual, "-p RPCL -c [16,16],[8,8] -b 4,4 -r 8,4,1 -n 3"),
        new("pcrl", Usual, "-p PCRL -c [16,16],[8,8] -b 4,4 -r 8,4,1 -n 3"),
        new("cprl", Usual, "-p CPRL -c [16,16],[8,8] -b 4,4 -r 8,4,1 -n 3"),
        new("order-change", Usual, "-n 6 -POC T1=0,0,1,3,1,CPRL/T1=3,0,1,6,1,RLCP"),
        new("tiles", Usual, "-t 17,13 -n 3 -SOP -EPH -r 4,1"),
        new("tile-parts", Usual, "-t 32,32 -n 3 -p RPCL -TP R -SOP -EPH"),
        new("shifted-grid", Usual, "-d 13,7 -T 5,3 -t 24,24 -n 3 -p PCRL -c [16,8],[8,16]"),
        new("region-of-interest", Usual, "-ROI c=0,U=7"),
        new("signed", Usual with { IsSigned = true }, ""),
        new("no-transform", Usual, "-n 1"),
        new("narrow", new FormulaImage(5, 60, 9, IsSigned: false), "-n 3 -d 1,1"),
        new("deep", new FormulaImage(20, 18, 24, IsSigned: false), "-n 4"),
        new("irreversible", Usual, "-I", 1),
        new("irreversible-signed-tiles", Usual with { IsSigned = true }, "-I -t 17,23 -n 3 -d 3,5", 2),
        new("irreversible-small", Usual, "-I -r 6", 104),
        new("truncated-layers", Usual, "-r 12,6", 111),
    ];

    public byte[] Codestream
    {
        get
        {
            using var stream = typeof(OpenJpegStream).Assembly.GetManifestResourceStream($"Streams/{Name}.j2k")
                ?? throw new InvalidOperationException($"no recorded codestream {Name}");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
    }

    public static OpenJpegStream Named(string name) => All.Single(stream => stream.Name == name);
}
