using System.Text;
using TrainingService.Contracts.Datasets;
using TrainingService.Datasets.Columns;
using TrainingService.Datasets.Formats.Images;

namespace TrainingService.Datasets.Tests.Importing;

/// <summary>Images in folders, beside tables, with COCO's and VOC's annotations. The files were written by Pillow: 8 by 6 pixels, red 30·x, green
/// 40·y, blue 128.</summary>
public sealed class ImageFormatTests : IDisposable
{
    private readonly ImportFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("rgb.png", 0)]
    [InlineData("alpha.png", 0)]
    [InlineData("lossless.webp", 0)]
    [InlineData("animated.webp", 0)]
    [InlineData("palette.png", 12)]
    [InlineData("baseline.jpg", 24)]
    [InlineData("progressive.jpg", 24)]
    [InlineData("lossy.webp", 60)]
    [InlineData("cmyk.jpg", 40)]
    public void Each_kind_of_image_decodes_to_its_pixels(string file, int tolerance)
    {
        var image = ImageDecoder.Decode(Content(file), 3);
        Assert.Equal((6, 8, 3), (image.Height, image.Width, image.Channels));
        for (var pixel = 0; pixel < 48; pixel++)
        {
            Assert.InRange(image.Pixels[pixel * 3], pixel % 8 * 30 - tolerance, pixel % 8 * 30 + tolerance);
            Assert.InRange(image.Pixels[pixel * 3 + 1], pixel / 8 * 40 - tolerance, pixel / 8 * 40 + tolerance);
            Assert.InRange(image.Pixels[pixel * 3 + 2], 128 - tolerance, 128 + tolerance);
        }
    }

    [Fact]
    public void Sixteen_bits_become_eight_and_grey_stays_grey()
    {
        var grey16 = ImageDecoder.Decode(Content("grey16.png"), 1);
        Assert.Equal((1, 1), (ImageDecoder.ReadInfo(Content("grey.png")).Channels, ImageDecoder.ReadInfo(Content("grey.jpg")).Channels));
        for (var pixel = 0; pixel < 48; pixel++) Assert.InRange(grey16.Pixels[pixel], pixel * 1300 / 256 - 1, pixel * 1300 / 256 + 1);
    }

    [Theory]
    [InlineData(1, 8, 6, 0, 0)]
    [InlineData(2, 8, 6, 7, 0)]
    [InlineData(3, 8, 6, 7, 5)]
    [InlineData(4, 8, 6, 0, 5)]
    [InlineData(5, 6, 8, 0, 0)]
    [InlineData(6, 6, 8, 0, 5)]
    [InlineData(7, 6, 8, 7, 5)]
    [InlineData(8, 6, 8, 7, 0)]
    public void Images_are_turned_as_EXIF_says(int orientation, int width, int height, int sourceX, int sourceY)
    {
        var content = Content($"orientation{orientation}.jpg");
        var image = ImageDecoder.Decode(content, 3);
        Assert.Equal((height, width), (image.Height, image.Width));
        Assert.Equal((height, width), (ImageDecoder.ReadInfo(content).Height, ImageDecoder.ReadInfo(content).Width));
        Assert.InRange(image.Pixels[0], sourceX * 30 - 20, sourceX * 30 + 20);
        Assert.InRange(image.Pixels[1], sourceY * 40 - 20, sourceY * 40 + 20);
    }

    [Fact]
    public void Folders_are_classes_and_images_of_one_size_are_stored_decoded()
    {
        foreach (var name in new[] { "train/cat/1.png", "train/cat/2.png", "train/dog/3.png", "test/dog/4.png", "test/cat/5.png" }) fixture.Add(name,
            Content("rgb.png"));
        var version = fixture.Import();
        Assert.Equal([new DatasetPart("train", 3), new DatasetPart("test", 2)], version.Header.Parts);
        Assert.Equal(["image", "label"], version.Header.Columns.Select(column => column.Name));
        Assert.Equal([6, 8, 3], version.Header.Columns[0].Shape!);
        Assert.Equal(["cat", "dog"], version.Header.Columns[1].Classes!);
        Assert.Equal("label", version.Header.Target);
        Assert.Equal([30, 0, 128], version.Part("test").Column("image").RowSpan(0)[3..6].ToArray());
    }

    [Fact]
    public void Images_of_several_sizes_are_stored_as_they_came()
    {
        fixture.Add("a/1.jpg", Content("orientation1.jpg")).Add("b/2.jpg", Content("orientation6.jpg"));
        var column = fixture.Import().Part("all").Column("image");
        Assert.Null(column.Info.Shape);
        Assert.Equal([(6, 8, 3), (8, 6, 3)], new[] { column.ImageSize(0), column.ImageSize(1) });
        Assert.Equal(Content("orientation6.jpg"), column.RowSpan(1).ToArray());
    }

    [Fact]
    public void A_table_beside_the_images_gives_their_labels()
    {
        fixture.Add("img/1.png", Content("rgb.png")).Add("img/2.png", Content("alpha.png"))
            .Add("labels.csv", "file,label,age\n2.png,b,7\n1.png,a,8\n2.png,a,9\n");
        var version = fixture.Import();
        var part = version.Part("all");
        Assert.Equal(3, part.Rows);
        Assert.Equal(["file", "label", "age", "image"], version.Header.Columns.Select(column => column.Name));
        Assert.Equal([6, 8, 4], part.Column("image").Info.Shape!);
    }

    [Theory]
    [InlineData("a/1.png", "garbage", "bad_image")]
    [InlineData("a/1.png", "truncated", "bad_image")]
    [InlineData("a/1.png", "gif", "bad_image")]
    [InlineData("labels.csv", "missing", "missing_image")]
    [InlineData("1.png", "stray", "missing_label")]
    public void A_bad_image_is_refused_by_name(string file, string fault, string code)
    {
        fixture.Add("b/2.png", Content("rgb.png")).Add("c/3.png", Content("rgb.png"));
        if (fault == "missing") fixture.Add(file, "file,label\n2.png,x\n3.png,y\n4.png,z\n");
        else
        {
            fixture.Add(file, fault switch
            {
                "garbage" => Encoding.UTF8.GetBytes("this is no image at all"),
                "truncated" => Content("baseline.jpg")[..300],
                "gif" => [.. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b],
                _ => Content("rgb.png"),
            });
        }

        var problem = fixture.Refusal();
        Assert.Equal((code, file), (problem.Code, problem.File));
    }

    [Fact]
    public void Too_many_pixels_are_refused_from_the_header_alone()
    {
        // A PNG that declares 60,000 by 60,000 pixels in 80 bytes.
        var bomb = Content("rgb.png");
        bomb[18] = 0xea;
        bomb[19] = 0x60;
        bomb[22] = 0xea;
        bomb[23] = 0x60;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bomb.AsSpan(29), Crc(bomb.AsSpan(12, 17)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal("too_large", fixture.Add("a/bomb.png", bomb).Refusal().Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Fact]
    public void COCO_gives_boxes_and_masks()
    {
        fixture.Add("images/1.png", Content("rgb.png")).Add("images/2.png", Content("rgb.png"))
            .Add("instances.json", Coco("[1,2,3,2]", "[[1,2,4,2,4,4,1,4]]"));
        var version = fixture.Import();
        var part = version.Part("all");
        Assert.Equal([new Box(1, 2, 3, 2, 1), new Box(0, 0, 8, 6, 0)], part.Column("boxes").ReadBoxes(0).ToArray());
        Assert.Empty(part.Column("boxes").ReadBoxes(1).ToArray());
        Assert.Equal(["background", "cat", "dog"], part.Column("mask").Info.Classes!);
        var mask = part.Column("mask").RowSpan(0).ToArray();
        Assert.Equal(Enumerable.Range(0, 48).Select(pixel => pixel / 8 is 2 or 3 && pixel % 8 is >= 1 and < 4 ? (byte)2 : (byte)0), mask);
    }

    [Theory]
    [InlineData("{\"counts\":[10,2,36],\"size\":[6,8]}")]
    [InlineData("{\"counts\":\":2T1\",\"size\":[6,8]}")]
    public void COCO_run_lengths_go_down_the_columns(string runs)
    {
        fixture.Add("1.png", Content("rgb.png")).Add("2.png", Content("rgb.png")).Add("instances.json", Coco("[1,2,3,2]", runs));
        var mask = fixture.Import().Part("all").Column("mask").RowSpan(0).ToArray();
        Assert.Equal([4 * 8 + 1, 5 * 8 + 1], Enumerable.Range(0, 48).Where(pixel => mask[pixel] != 0));
    }

    [Theory]
    [InlineData("[6,2,5,2]", "[]", "box_outside")]
    [InlineData("[-3,2,5,2]", "[]", "box_outside")]
    [InlineData("[1,2]", "[]", "bad_box")]
    [InlineData("[1,2,3,2]", "[[1,2]]", "bad_segmentation")]
    [InlineData("[1,2,3,2]", "{\"counts\":[3],\"size\":[6,8]}", "bad_segmentation")]
    public void Bad_annotations_are_refused_by_document(string box, string segmentation, string code)
    {
        fixture.Add("1.png", Content("rgb.png")).Add("2.png", Content("rgb.png")).Add("instances.json", Coco(box, segmentation));
        var problem = fixture.Refusal();
        Assert.Equal((code, "instances.json"), (problem.Code, problem.File));
    }

    [Fact]
    public void VOC_gives_boxes_by_part_and_masks_by_its_palette()
    {
        byte[] mask = new byte[48 * 3];
        mask[(8 + 1) * 3] = 128; // Colour (128, 0, 0): class 1.
        foreach (var name in new[] { "1", "2" })
        {
            fixture.Add($"JPEGImages/{name}.jpg", Content("orientation1.jpg")).Add($"SegmentationClass/{name}.png", ImageEncoder.Png(mask, 6, 8, 3))
                .Add($"Annotations/{name}.xml", Voc(name, 2, 2, 4, 3));
        }

        var version = fixture.Add("ImageSets/Main/train.txt", "1\n").Add("ImageSets/Main/val.txt", "2\n").Import();
        Assert.Equal([new DatasetPart("train", 1), new DatasetPart("validation", 1)], version.Header.Parts);
        Assert.Equal(new Box(1, 1, 3, 2, 0), version.Part("train").Column("boxes").ReadBoxes(0)[0]);
        var pixels = version.Part("train").Column("mask").RowSpan(0);
        Assert.Equal((1, 1), (pixels[9], pixels.Length - pixels.Count((byte)0)));
        Assert.Equal("aeroplane", version.Part("train").Column("mask").Info.Classes![1]);
    }

    [Theory]
    [InlineData("<annotation>", "bad_annotations")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><annotation>&a;</annotation>", "bad_annotations")]
    [InlineData("<annotation><filename>9.jpg</filename></annotation>", "missing_image")]
    [InlineData("<annotation><filename>1.jpg</filename><object><name>cat</name></object></annotation>", "bad_box")]
    public void Bad_VOC_annotations_are_refused(string xml, string code)
    {
        var problem = fixture.Add("JPEGImages/1.jpg", Content("orientation1.jpg")).Add("Annotations/x.xml", xml).Refusal();
        Assert.Equal((code, "Annotations/x.xml"), (problem.Code, problem.File));
    }

    public static byte[] Content(string file) => File.ReadAllBytes(Path.Combine(ArrayFormatTests.Fixtures, file));

    public static string Coco(string box, string segmentation) => $$"""
        {"images":[{"id":7,"file_name":"1.png"},{"id":8,"file_name":"2.png"}],"categories":[{"id":3,"name":"cat"},{"id":5,"name":"dog"}],
         "annotations":[{"image_id":7,"category_id":5,"bbox":{{box}},"segmentation":{{segmentation}}},{"image_id":7,"category_id":3,"bbox":[0,0,8,6]}]}
        """;

    public static string Voc(string name, int left, int upper, int right, int lower) => $"""
        <annotation><filename>{name}.jpg</filename><object><name>aeroplane</name><bndbox><xmin>{left}</xmin><ymin>{upper}</ymin><xmax>{right}</xmax><ymax>{lower}</ymax></bndbox></object></annotation>
        """;

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
        }

        return ~crc;
    }
}
