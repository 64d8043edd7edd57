// An origin for WHIP and WHEP on pion: ICE-lite, one UDP port and one TCP port on loopback, as SRS has them. It hands the
// packets of each stream's publisher to its players. Run by the tests' class WhipOrigin:
//
//	whip-origin API_PORT MEDIA_PORT
//
// GET /stat tells how many sessions there are, and how many packets of media came from publishers.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pion/interceptor"
	"github.com/pion/rtcp"
	"github.com/pion/webrtc"
)

type stream struct {
	sync.Mutex
	publisher *webrtc.PeerConnection
	tracks    map[string]*webrtc.TrackLocalStaticRTP
	video     webrtc.SSRC
}

type origin struct {
	sync.Mutex
	api      *webrtc.API
	streams  map[string]*stream
	sessions map[string]*webrtc.PeerConnection
	created  int
	packets  int64
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// newAPI serves all sessions on one port, UDP and TCP.
func newAPI(port int) *webrtc.API {
	udp, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	check(err)
	tcp, err := net.ListenTCP("tcp4", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	check(err)
	settings := webrtc.SettingEngine{}
	settings.SetLite(true)
	settings.SetIncludeLoopbackCandidate(true)
	settings.SetNetworkTypes([]webrtc.NetworkType{webrtc.NetworkTypeUDP4, webrtc.NetworkTypeTCP4})
	settings.SetICEUDPMux(webrtc.NewICEUDPMux(nil, udp))
	settings.SetICETCPMux(webrtc.NewICETCPMux(nil, tcp, 64))
	media := &webrtc.MediaEngine{}
	check(media.RegisterDefaultCodecs())
	registry := &interceptor.Registry{}
	check(webrtc.RegisterDefaultInterceptors(media, registry))
	return webrtc.NewAPI(webrtc.WithSettingEngine(settings), webrtc.WithMediaEngine(media),
		webrtc.WithInterceptorRegistry(registry))
}

func (o *origin) stream(name string) *stream {
	o.Lock()
	defer o.Unlock()
	s := o.streams[name]
	if s == nil {
		s = &stream{tracks: map[string]*webrtc.TrackLocalStaticRTP{}}
		o.streams[name] = s
	}
	return s
}

// answer makes the answer to an offer, with all candidates in it.
func (o *origin) answer(pc *webrtc.PeerConnection, offer []byte, w http.ResponseWriter, path string) {
	if err := pc.SetRemoteDescription(webrtc.SessionDescription{Type: webrtc.SDPTypeOffer, SDP: string(offer)}); err != nil {
		pc.Close()
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, err := pc.CreateAnswer(nil)
	check(err)
	gathered := webrtc.GatheringCompletePromise(pc)
	check(pc.SetLocalDescription(answer))
	<-gathered
	o.Lock()
	o.created++
	id := fmt.Sprintf("s%d", o.created)
	o.sessions[id] = pc
	o.Unlock()
	pc.OnConnectionStateChange(func(state webrtc.PeerConnectionState) {
		if state == webrtc.PeerConnectionStateFailed || state == webrtc.PeerConnectionStateClosed {
			o.end(id)
		}
	})
	w.Header().Set("Content-Type", "application/sdp")
	w.Header().Set("Location", path+"?action=delete&session="+id)
	w.Header().Set("ETag", `"`+id+`"`)
	w.WriteHeader(http.StatusCreated)
	io.WriteString(w, pc.LocalDescription().SDP)
}

func (o *origin) end(id string) bool {
	o.Lock()
	pc := o.sessions[id]
	delete(o.sessions, id)
	o.Unlock()
	if pc != nil {
		go pc.Close()
	}
	return pc != nil
}

func (o *origin) publish(w http.ResponseWriter, r *http.Request, offer []byte) {
	s := o.stream(r.URL.Query().Get("app") + "/" + r.URL.Query().Get("stream"))
	pc, err := o.api.NewPeerConnection(webrtc.Configuration{})
	check(err)
	s.Lock()
	s.publisher = pc
	s.Unlock()
	pc.OnTrack(func(remote *webrtc.TrackRemote, _ *webrtc.RTPReceiver) {
		local, err := webrtc.NewTrackLocalStaticRTP(remote.Codec().RTPCodecCapability, remote.Kind().String(), "stream")
		check(err)
		s.Lock()
		s.tracks[remote.Kind().String()] = local
		if remote.Kind() == webrtc.RTPCodecTypeVideo {
			s.video = remote.SSRC()
		}
		s.Unlock()
		for {
			packet, _, err := remote.ReadRTP()
			if err != nil {
				return
			}
			atomic.AddInt64(&o.packets, 1)
			local.WriteRTP(packet)
		}
	})
	o.answer(pc, offer, w, r.URL.Path)
}

func (o *origin) play(w http.ResponseWriter, r *http.Request, offer []byte) {
	s := o.stream(r.URL.Query().Get("app") + "/" + r.URL.Query().Get("stream"))
	s.Lock()
	if len(s.tracks) < 2 { // picture and sound
		s.Unlock()
		http.Error(w, "nobody publishes this stream", http.StatusNotFound)
		return
	}
	pc, err := o.api.NewPeerConnection(webrtc.Configuration{})
	check(err)
	for _, track := range s.tracks {
		sender, err := pc.AddTrack(track)
		check(err)
		go func() {
			for {
				if _, _, err := sender.ReadRTCP(); err != nil {
					return
				}
			}
		}()
	}
	s.Unlock()
	o.answer(pc, offer, w, r.URL.Path)
}

// askForPictures lets players that come late, or that lost something, begin.
func (o *origin) askForPictures() {
	for range time.Tick(500 * time.Millisecond) {
		o.Lock()
		for _, s := range o.streams {
			if s.publisher != nil && s.video != 0 {
				s.publisher.WriteRTCP([]rtcp.Packet{&rtcp.PictureLossIndication{MediaSSRC: uint32(s.video)}})
			}
		}
		o.Unlock()
	}
}

func (o *origin) session(does func(http.ResponseWriter, *http.Request, []byte)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Method == http.MethodPost:
			offer, err := io.ReadAll(r.Body)
			check(err)
			does(w, r, offer)
		case r.Method == http.MethodDelete && o.end(r.URL.Query().Get("session")):
			w.WriteHeader(http.StatusOK)
		default:
			http.Error(w, "no such session", http.StatusNotFound)
		}
	}
}

func main() {
	port, err := strconv.Atoi(os.Args[2])
	check(err)
	o := &origin{api: newAPI(port), streams: map[string]*stream{}, sessions: map[string]*webrtc.PeerConnection{}}
	go o.askForPictures()
	http.HandleFunc("/rtc/v1/whip/", o.session(o.publish))
	http.HandleFunc("/rtc/v1/whep/", o.session(o.play))
	http.HandleFunc("/stat", func(w http.ResponseWriter, r *http.Request) {
		o.Lock()
		defer o.Unlock()
		json.NewEncoder(w).Encode(map[string]interface{}{
			"sessions": len(o.sessions), "packets": atomic.LoadInt64(&o.packets)})
	})
	check(http.ListenAndServe("127.0.0.1:"+os.Args[1], nil))
}
