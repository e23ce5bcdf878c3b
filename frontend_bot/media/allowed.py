"""What ffmpeg and ffprobe may use for a stranger's file: containers and decoders that people do send, and no others.

ffmpeg knows 300 containers and 500 decoders, most of them for games and machines of the past that nobody looks after.
What is not on these lists is an open door for files that are made to break in.
"""

_CONTAINERS = (
    "ogg,mp3,mov,wav,flac,matroska,aac,amr,asf,avi,aiff,caf,mpegts,flv",
    "mpeg,loas,ac3,eac3,dts,au,w64,wv",
)
_SOUND = (
    "aac,aac_fixed,libfdk_aac,aac_latm,alac,mp1,mp1float,mp2,mp2float,mp3,mp3float,opus,libopus,vorbis,libvorbis,flac",
    "amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,speex,libspeex,gsm,libgsm,gsm_ms,libgsm_ms,ilbc,libilbc,nellymoser",
    "wmav1,wmav2,wmapro,wmavoice,wmalossless,wavpack,ac3,eac3,dca,truehd,s302m,qcelp,evrc,g722,g723_1,g726,g726le,g729",
    "truespeech",
    "pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be,pcm_f64le,pcm_f64be,pcm_u8,pcm_s8",
    "pcm_alaw,pcm_mulaw,pcm_bluray,pcm_dvd,pcm_lxf,adpcm_ima_wav,adpcm_ima_qt,adpcm_ms,adpcm_swf,adpcm_yamaha",
)
_PICTURES = (
    "h264,hevc,mpeg4,h263,mpeg1video,mpeg2video,vp8,vp9,libvpx,libvpx-vp9,av1,libdav1d,libaom-av1,mjpeg,png,bmp,gif,webp",
    "msmpeg4v1,msmpeg4v2,msmpeg4,wmv1,wmv2,wmv3,vc1,flv,vp6,vp6f,theora,dvvideo,rawvideo,prores",
    "mov_text,srt,subrip,ass,ssa,webvtt,text,dvdsub,dvbsub,pgssub,xsub,cc_dec,libzvbi_teletextdec,libaribb24,libaribcaption",
)
"""ffprobe opens them to tell what is there. A video with another picture still gives its sound, see probe.py."""

_CONTAINED = (
    *("-protocol_whitelist", "file"),
    # The protocol list alone lets a playlist that calls itself .ogg read other people's files; this list does not.
    *("-format_whitelist", ",".join(_CONTAINERS)),
    # 8K pictures pass, a cover of 16000 x 16000 (800 MB when decoded) does not.
    *("-max_pixels", "33177600"),
)
SAFE_INPUT = (*_CONTAINED, "-codec_whitelist", ",".join(_SOUND))
"""Input options of every ffmpeg call: no picture is ever decoded."""
SAFE_LOOK = (*_CONTAINED, "-codec_whitelist", ",".join((*_SOUND, *_PICTURES)))
"""The same for ffprobe."""
